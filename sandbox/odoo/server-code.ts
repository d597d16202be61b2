import type { Row } from './domain';
import { Fault, pythonError } from './fault';
import { isDict, truthy } from './python-values';

/** What the code of a server action can reach. */
export interface CodeWorld {
	version: 16 | 19;
	/** The records the action runs on: contacts by id, or null without an active model. */
	recordIds: readonly number[] | null;
	context: Row;
	sendOnBus(partnerId: number, type: string, payload: unknown): void;
}

/**
 * Runs the little Python that a toast takes: names, texts, dicts, lists, `or`, calls of `str`, `bool` and `.get`,
 * `for … in` and the bus. All else fails as code that Odoo cannot run does.
 */
export function runServerCode(code: string, world: CodeWorld): void {
	try {
		const names = new Map<string, unknown>([
			['env', new Env(world)],
			['records', world.recordIds?.map((id) => new PartnerRecord(id)) ?? null],
			['str', new Callable(asText)],
			['bool', new Callable(truthy)],
			['True', true],
			['False', false],
			['None', null],
		]);
		for (const statement of statementsOf(code)) runStatement(statement, names);
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		const name = error.pythonName.replace(/^builtins\./, '');
		const shown = world.version === 16 ? `<class '${name}'>: "${error.text}"` : `${name}("${error.text}")`;
		throw pythonError(`ValueError: ${shown} while evaluating`);
	}
}

class Env {
	constructor(readonly world: CodeWorld) {}
}

class Bus {
	constructor(readonly send: CodeWorld['sendOnBus']) {}
}

class Callable {
	constructor(readonly apply: (...args: unknown[]) => unknown) {}
}

class PartnerRecord {
	constructor(readonly id: number) {}
}

/** A line, or a `for` with the lines below it. Brackets hold lines together. */
interface Statement {
	text: string;
	body: Statement[];
}

function statementsOf(code: string): Statement[] {
	const found: Statement[] = [];
	for (const line of logicalLines(code)) {
		const loop = found.at(-1);
		if (/^\s/.test(line) && loop !== undefined) loop.body.push({ text: line.trim(), body: [] });
		else found.push(...splitLoop(line.trim()));
	}
	return found;
}

/** `for x in xs: y` in one line. */
function splitLoop(line: string): Statement[] {
	const [, head, inline = ''] = /^(for \w+ in [^:]+:)\s*(.*)$/s.exec(line) ?? [];
	if (head === undefined) return [{ text: line, body: [] }];
	return [{ text: head, body: inline === '' ? [] : [{ text: inline, body: [] }] }];
}

function logicalLines(code: string): string[] {
	const lines: string[] = [];
	let open = '';
	for (const line of code.split('\n')) {
		open = open === '' ? line : `${open}\n${line}`;
		const plain = open.replace(STRING, '');
		if (plain.split(/[([{]/).length > plain.split(/[)\]}]/).length) continue;
		if (open.trim() !== '') lines.push(open);
		open = '';
	}
	return lines;
}

const STRING = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

function runStatement({ text, body }: Statement, names: Map<string, unknown>): void {
	const loop = /^for (\w+) in ([\s\S]+):$/.exec(text);
	if (loop?.[1] !== undefined && loop[2] !== undefined) {
		const items = evaluate(loop[2], names);
		if (!Array.isArray(items)) throw pythonError("TypeError: 'NoneType' object is not iterable");
		for (const item of items as unknown[]) {
			names.set(loop[1], item);
			for (const statement of body) runStatement(statement, names);
		}
		return;
	}
	const assignment = /^(\w+)\s*=(?!=)\s*([\s\S]+)$/.exec(text);
	if (assignment?.[1] !== undefined && assignment[2] !== undefined) names.set(assignment[1], evaluate(assignment[2], names));
	else evaluate(text, names);
}

function evaluate(text: string, names: Map<string, unknown>): unknown {
	return new ExpressionParser(text, names).whole();
}

/** Reads and computes an expression in one go. */
class ExpressionParser {
	private readonly tokens: string[];

	constructor(
		text: string,
		private readonly names: Map<string, unknown>,
	) {
		this.tokens = text.match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\w+|[^\s\w]/g) ?? [];
	}

	whole(): unknown {
		const value = this.expression();
		if (this.tokens.length > 0) throw pythonError('SyntaxError: invalid syntax');
		return value;
	}

	private expression(): unknown {
		let value = this.postfix();
		while (this.accept('or')) {
			const other = this.postfix();
			value = truthy(value) ? value : other;
		}
		return value;
	}

	private postfix(): unknown {
		let value = this.atom();
		for (;;) {
			if (this.accept('.')) value = attribute(value, this.next());
			else if (this.accept('[')) value = item(value, this.listUntil(']')[0]);
			else if (this.accept('(')) value = call(value, this.listUntil(')'));
			else return value;
		}
	}

	private atom(): unknown {
		const token = this.next();
		if (token === '{') return this.dict();
		if (token === '[') return this.listUntil(']');
		if (/^['"]/.test(token)) return token.slice(1, -1).replace(/\\(.)/g, '$1');
		if (/^\d+$/.test(token)) return Number(token);
		if (this.names.has(token)) return this.names.get(token);
		throw pythonError(`NameError: name '${token}' is not defined`);
	}

	private dict(): Record<string, unknown> {
		const entries: Array<[string, unknown]> = [];
		while (!this.accept('}')) {
			const key = asText(this.expression());
			if (!this.accept(':')) throw pythonError('SyntaxError: invalid syntax');
			entries.push([key, this.expression()]);
			this.accept(',');
		}
		return Object.fromEntries(entries);
	}

	private listUntil(end: string): unknown[] {
		const items: unknown[] = [];
		while (!this.accept(end)) {
			items.push(this.expression());
			this.accept(',');
		}
		return items;
	}

	private accept(token: string): boolean {
		if (this.tokens[0] !== token) return false;
		this.tokens.shift();
		return true;
	}

	private next(): string {
		const token = this.tokens.shift();
		if (token === undefined) throw pythonError('SyntaxError: invalid syntax');
		return token;
	}
}

function attribute(value: unknown, name: string): unknown {
	if (value instanceof Env && name === 'context') return value.world.context;
	if (value instanceof PartnerRecord && name === 'id') return value.id;
	if (value instanceof Bus && name === '_sendone') {
		return new Callable((record, type, payload) => {
			if (!(record instanceof PartnerRecord)) throw pythonError('TypeError: unexpected channel');
			value.send(record.id, asText(type), payload);
		});
	}
	if (isDict(value) && name === 'get') return new Callable((key, fallback = null) => value[asText(key)] ?? fallback);
	throw pythonError(`AttributeError: object has no attribute '${name}'`);
}

function item(value: unknown, key: unknown): unknown {
	if (value instanceof Env && key === 'bus.bus') return new Bus(value.world.sendOnBus);
	if (isDict(value) && asText(key) in value) return value[asText(key)];
	throw pythonError(`KeyError: '${asText(key)}'`);
}

function call(value: unknown, args: readonly unknown[]): unknown {
	if (value instanceof Callable) return value.apply(...args);
	throw pythonError('TypeError: object is not callable');
}

function asText(value: unknown): string {
	if (value === null || value === undefined) return 'None';
	if (typeof value === 'boolean') return value ? 'True' : 'False';
	return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
}
