import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { z } from 'zod';
import { credentialTypes, nodeTypes } from '../pack';

const ROOT = path.resolve(__dirname, '../..');
const nodes: Array<[string, INodeType]> = nodeTypes.map((node) => [node.constructor.name, node]);

test('these are all nodes and credentials of the package', () => {
	const { n8n } = z
		.object({ n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }) })
		.parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
	expect(n8n.nodes.map((file) => path.basename(file, '.node.js')).sort()).toEqual(nodes.map(([name]) => name).sort());
	expect(n8n.credentials.map((file) => path.basename(file, '.credentials.js')).sort()).toEqual(credentialTypes.map((each) => each.constructor.name).sort());
});

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

	test('every field to fill in has a description or an example', () => {
		const isFilledIn = ({ type }: INodeProperties) => ['string', 'number', 'boolean', 'json', 'dateTime', 'multiOptions', 'resourceLocator'].includes(type);
		const isSilent = ({ description: text = '', placeholder = '' }: INodeProperties) => text === '' && placeholder === '';
		expect(fieldsIn(description.properties).filter((field) => isFilledIn(field) && isSilent(field)).map(({ name: field }) => field)).toEqual([]);
	});
});

/** Fields, and those in collections of fields. */
function fieldsIn(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...(property.options ?? []).flatMap((option) => ('values' in option ? fieldsIn(option.values) : 'type' in option ? fieldsIn([option]) : [])),
	]);
}
