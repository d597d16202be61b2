import type { Row } from './domain';
import { accessRefused } from './fault';
import type { Method } from './method';
import { Records } from './method';
import { findModel } from './models';
import type { SimulatedUser } from './users';
import type { World } from './world';

/** A request as it came in, without its secret: `authenticate`, or `create on mail.activity`. */
export interface SimulatedRequest {
	operation: string;
	protocol: 'xmlrpc' | 'json2';
	login?: string;
	uid?: number;
}

export interface HttpAnswer {
	status: number;
	contentType: string;
	body: string;
}

/** A request understood and not yet acted on. */
export interface Exchange {
	/** What is remembered of it; nothing for what no client of ours sends. */
	request?: SimulatedRequest;
	act(): HttpAnswer;
}

/** A method's name and arguments, as a protocol bound them. */
export interface BoundCall {
	model: string;
	method: Method;
	ids: readonly number[];
	args: Row;
	context: Row;
}

export function run(world: World, caller: SimulatedUser, { model, method, ids, args, context }: BoundCall): unknown {
	return method.run({ world, caller, model, ids, args, context });
}

export function findMethod(world: World, model: string, name: string): Method | undefined {
	const methods = findModel(world, model)?.methods ?? {};
	return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

/** @throws Fault for a method whose name starts with an underscore. */
export function refusePrivate(version: 16 | 19, model: string, method: string): void {
	if (!method.startsWith('_')) return;
	const name = version === 16 ? method : `'${model}.${method}'`;
	throw accessRefused(`Private methods (such as ${name}) cannot be called remotely.`);
}

export function isRecords(value: unknown): value is Records {
	return value instanceof Records;
}

export const HTML = 'text/html; charset=utf-8';

export function page(status: number, text: string): HttpAnswer {
	return { status, contentType: HTML, body: `<!DOCTYPE html>\n<title>${status}</title>\n<h1>${text}</h1>\n` };
}
