import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { BoundCall, Exchange, HttpAnswer } from './dispatch';
import { findMethod, HTML, isRecords, page, refusePrivate, run } from './dispatch';
import { Fault, httpFault, pythonError } from './fault';
import { findModel } from './models';
import type { SimulatedUser } from './users';
import type { World } from './world';

export interface Json2Request {
	method: string;
	/** Behind `/json/2/`. */
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}

/** A request to `/json/2/<model>/<method>` of Odoo 19. `databases` are all that the server can see. */
export function json2Exchange(world: World, databases: readonly string[], request: Json2Request): Exchange {
	const database = databaseOf(databases, request.headers['x-odoo-database']);
	if (database === undefined) return { act: noDatabase };
	const [model = '', name = '', ...more] = request.path.split('/').map(decodeURIComponent);
	if (request.method !== 'POST' || name === '' || more.length > 0) {
		return { act: () => answering(() => { throw httpFault(404, 'Did you mean POST /json/2/<model>/<method>?'); }) };
	}
	const isJson = request.headers['content-type']?.startsWith('application/json') === true;
	const caller = database === world.database ? userOf(world, request.headers.authorization) : undefined;
	return {
		request: { operation: `${name} on ${model}`, protocol: 'json2', ...(caller === undefined ? {} : { uid: caller.id }) },
		act: () => {
			if (!isJson) return page(415, 'Unsupported Media Type');
			return answering(() => {
				const body = parseBody(request.body);
				if (caller === undefined) throw unauthorised(request.headers.authorization);
				return sendable(run(world, caller, bind(world, model, name, body)));
			});
		},
	};
}

/** Without a header the only database there is. */
function databaseOf(databases: readonly string[], header: string | string[] | undefined): string | undefined {
	if (header === undefined) return databases.length === 1 ? databases[0] : undefined;
	return databases.find((name) => name === header);
}

function noDatabase(): HttpAnswer {
	const text = 'No database is selected and the requested URL was not found in the server-wide controllers.';
	return { status: 404, contentType: HTML, body: `<!DOCTYPE html>\n<title>404 Not Found</title>\n<p>${text}</p>\n` };
}

function userOf({ users }: World, authorization: string | undefined): SimulatedUser | undefined {
	const key = keyIn(authorization);
	return users.find((user) => user.isActive && key !== undefined && user.apiKeys.includes(key));
}

function keyIn(authorization = ''): string | undefined {
	return /^bearer (\S+)$/i.exec(authorization)?.[1];
}

function unauthorised(authorization: string | undefined): Fault {
	return httpFault(
		401,
		keyIn(authorization) === undefined
			? 'User not authenticated, use an API Key with a Bearer Authorization header.'
			: 'Invalid apikey',
	);
}

function parseBody(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw httpFault(400, 'could not parse the body as json');
	}
}

/** Arguments by name only; ids only for a method on records. */
function bind(world: World, model: string, name: string, body: unknown): BoundCall {
	const arguments_ = Body.safeParse(body);
	if (!arguments_.success) throw httpFault(422, 'the body must be an object');
	refusePrivate(world.version, model, name);
	if (findModel(world, model) === undefined) throw httpFault(404, `the model '${model}' does not exist`);
	const method = findMethod(world, model, name);
	if (method === undefined) throw httpFault(404, `The method '${model}.${name}' does not exist`);
	const { ids, context, ...args } = arguments_.data;
	if (method.on === 'model' && ids.length > 0) throw httpFault(422, `cannot call ${model}.${name} with ids`);
	const unknown = Object.keys(args).find((argument) => !method.params.includes(argument));
	if (unknown !== undefined && method.takesMore !== true) throw httpFault(422, `got an unexpected keyword argument '${unknown}'`);
	const missing = method.required?.find((argument) => !(argument in args));
	if (missing !== undefined) throw httpFault(422, `missing a required argument: '${missing}'`);
	return { model, method, ids, args, context };
}

const Body = z
	.object({
		ids: z.union([z.array(z.number()), z.number().transform((id) => [id])]).default([]),
		context: z.record(z.unknown()).default({}),
	})
	.passthrough();

function sendable(result: unknown): unknown {
	return isRecords(result) ? result.ids : result;
}

function answering(act: () => unknown): HttpAnswer {
	const contentType = 'application/json; charset=utf-8';
	try {
		return { status: 200, contentType, body: JSON.stringify(act()) };
	} catch (error) {
		const fault = error instanceof Fault ? error : pythonError(`TypeError: ${String(error)}`);
		const { status, pythonName: name, text: message } = fault;
		const debug = `Traceback (most recent call last):\n  File "odoo/http.py", in dispatch\n${name}: ${message}\n`;
		return { status, contentType, body: JSON.stringify({ name, message, arguments: [message], context: {}, debug }) };
	}
}
