import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { Chatwoot } from '../../nodes/Chatwoot/Chatwoot.node';
import { ChatwootSlaMonitorTrigger } from '../../nodes/ChatwootSlaMonitorTrigger/ChatwootSlaMonitorTrigger.node';
import { ChatwootSlaTrigger } from '../../nodes/ChatwootSlaTrigger/ChatwootSlaTrigger.node';
import { ContactSync } from '../../nodes/ContactSync/ContactSync.node';
import { Dedupe } from '../../nodes/Dedupe/Dedupe.node';
import { ErpNextNotify } from '../../nodes/ErpNextNotify/ErpNextNotify.node';
import { EvaluateSlaBreach } from '../../nodes/EvaluateSlaBreach/EvaluateSlaBreach.node';
import { OdooNotify } from '../../nodes/OdooNotify/OdooNotify.node';
import { RouteSlaAlert } from '../../nodes/RouteSlaAlert/RouteSlaAlert.node';
import { SendSlaAlert } from '../../nodes/SendSlaAlert/SendSlaAlert.node';
import { SlaReport } from '../../nodes/SlaReport/SlaReport.node';

const ROOT = path.resolve(__dirname, '../..');
const nodes: Array<[string, INodeType]> = [
	new Chatwoot(),
	new ChatwootSlaMonitorTrigger(),
	new ChatwootSlaTrigger(),
	new ContactSync(),
	new Dedupe(),
	new ErpNextNotify(),
	new EvaluateSlaBreach(),
	new OdooNotify(),
	new RouteSlaAlert(),
	new SendSlaAlert(),
	new SlaReport(),
].map((node) => [node.constructor.name, node]);

describe.each(nodes)('%s in the editor', (name, { description }) => {
	test('every parameter is offered: none is taken for the choice of a sign-in method', () => {
		const shown = (property: INodeProperties) =>
			(description.credentials ?? []).flatMap(({ displayOptions }) => displayOptions?.show?.[property.name] ?? []);
		const hidden = description.properties.filter(
			(property) =>
				property.type === 'options' &&
				(property.options ?? []).every((option) => 'value' in option && shown(property).includes(option.value)),
		);
		expect(hidden.map((property) => property.name)).toEqual([]);
	});

	test('the documentation its codex file leads to is there', () => {
		const codex = readFileSync(path.join(ROOT, 'nodes', name, `${name}.node.json`), 'utf8');
		const pages = [...codex.matchAll(/blob\/main\/(docs\/[^"#]+)/g)].map(([, page]) => page ?? '');
		expect(pages.length).toBeGreaterThan(0);
		expect(pages.filter((page) => !existsSync(path.join(ROOT, page)))).toEqual([]);
	});

	test('operations tell what they do in a sentence', () => {
		const operations = description.properties.filter(({ name: parameter }) => parameter === 'operation').flatMap(({ options }) => options ?? []);
		expect(operations.filter((option) => !('action' in option) || !/^[A-Z][^A-Z]+( \S+)+$/.test(option.action ?? ''))).toEqual([]);
	});
});
