import { z } from 'zod';
import type { BoundCall, Exchange, HttpAnswer } from './dispatch';
import { findMethod, isRecords, refusePrivate, run } from './dispatch';
import { accessDenied, Fault, missingRecord, pythonError, userError } from './fault';
import { findModel } from './models';
import type { SimulatedUser } from './users';
import { isSecretOf } from './users';
import type { World } from './world';
import type { MethodCall } from './xml';
import { faultXml, parseCall, valueXml } from './xml';

/** A request to `/xmlrpc/2/common` or `/xmlrpc/2/object`: whatever happens, the answer is HTTP 200. */
export function xmlRpcExchange(world: World, isDatabase: (name: string) => boolean, service: string, contentType: string, body: string): Exchange {
	try {
		// Odoo reads such a body as a form and finds nothing left.
		const isForm = contentType.startsWith('application/x-www-form-urlencoded');
		const call = parseCall(isForm ? '' : body);
		return service === 'common' ? commonExchange(world, isDatabase, call) : objectExchange(world, isDatabase, call);
	} catch (error) {
		return { act: () => answering(() => { throw error; }) };
	}
}

function commonExchange(world: World, isDatabase: (name: string) => boolean, { method, params }: MethodCall): Exchange {
	if (method === 'version') {
		return { request: { operation: 'version', protocol: 'xmlrpc' }, act: () => answering(() => versionOf(world.version)) };
	}
	if (method !== 'authenticate') throw pythonError(`Exception: Method not found: ${method}`);
	const [database, login, secret] = AuthenticateParams.parse(params);
	return {
		request: { operation: 'authenticate', protocol: 'xmlrpc', login },
		act: () =>
			answering(() => {
				checkDatabase(world, isDatabase, database);
				const user = world.users.find((known) => known.login === login && known.isActive);
				return database === world.database && user !== undefined && isSecretOf(user, secret) ? user.id : false;
			}),
	};
}

function objectExchange(world: World, isDatabase: (name: string) => boolean, { method, params }: MethodCall): Exchange {
	if (method !== 'execute_kw') throw pythonError(`NameError: Method not available ${method}`);
	const [database, uid, secret, model, name, args, kwargs] = ExecuteParams.parse(params);
	return {
		request: { operation: `${name} on ${model}`, protocol: 'xmlrpc', ...(uid === false ? {} : { uid }) },
		act: () =>
			answering(() => {
				checkDatabase(world, isDatabase, database);
				const caller = checkUser(world, database, uid, secret);
				const call = bind(world, model, name, args, kwargs);
				return sendable(world, call, name, run(world, caller, call));
			}),
	};
}

function checkDatabase({ version }: World, isDatabase: (name: string) => boolean, database: string): void {
	if (isDatabase(database)) return;
	if (database === '' && version === 19) throw pythonError('AssertionError: Missing database name');
	const name = database === '' ? 'odoo' : database;
	throw pythonError(`psycopg2.OperationalError: FATAL:  database "${name}" does not exist`);
}

function checkUser(world: World, database: string, uid: number | false, secret: string): SimulatedUser {
	if (uid === false || database !== world.database) throw accessDenied();
	const user = world.users.find((known) => known.id === uid);
	if (user === undefined) throw missingRecord('res.users', uid, uid);
	if (!isSecretOf(user, secret) || !user.isActive) throw accessDenied();
	return user;
}

/** Gives positional arguments the names of the signature; the ids of a method on records come first. */
function bind(world: World, model: string, name: string, positional: readonly unknown[], named: z.infer<typeof Kwargs>): BoundCall {
	refusePrivate(world.version, model, name);
	if (findModel(world, model) === undefined) throw userError(`Object ${model} doesn't exist`);
	const method = findMethod(world, model, name);
	if (method === undefined) {
		throw pythonError(
			world.version === 16
				? `AttributeError: The method '${name}' does not exist on the model '${model}'`
				: `AttributeError: The method '${model}.${name}' does not exist`,
		);
	}
	const { context, ...options } = named;
	const [ids, rest] = method.on === 'records' ? [Ids.parse(positional[0]), positional.slice(1)] : [[], positional];
	if (rest.length > method.params.length) throw pythonError(`TypeError: ${name}() takes ${method.params.length} positional arguments`);
	const args = { ...Object.fromEntries(rest.map((value, index) => [method.params[index] ?? '', value])), ...options };
	const unknown = Object.keys(args).find((argument) => !method.params.includes(argument));
	if (unknown !== undefined && method.takesMore !== true) {
		throw pythonError(`TypeError: ${name}() got an unexpected keyword argument '${unknown}'`);
	}
	const missing = method.required?.find((argument) => !(argument in args));
	if (missing !== undefined) throw pythonError(`TypeError: ${name}() missing 1 required positional argument: '${missing}'`);
	return { model, method, ids, args, context: Context.parse(context) };
}

/** What XML-RPC can say of a result. What it cannot is found out after the work is done and kept. */
function sendable({ version }: World, { args }: BoundCall, name: string, result: unknown): unknown {
	if (result === null) throw pythonError('TypeError: cannot marshal None unless allow_none is enabled');
	if (!isRecords(result)) return result;
	if (name === 'create') return Array.isArray(args['vals_list']) ? result.ids : result.ids[0];
	if (version === 16) throw pythonError(`TypeError: cannot marshal <class 'odoo.api.${result.model}'> objects`);
	return result.ids;
}

function answering(act: () => unknown): HttpAnswer {
	const xml = { status: 200, contentType: 'text/xml; charset=utf-8' };
	try {
		return { ...xml, body: valueXml(act()) };
	} catch (error) {
		return { ...xml, body: faultXml(error instanceof Fault ? error : pythonError(`TypeError: ${String(error)}`)) };
	}
}

function versionOf(version: 16 | 19) {
	return {
		server_version: `${version}.0`,
		server_version_info: [version, 0, 0, 'final', 0, ''],
		server_serie: `${version}.0`,
		protocol_version: 1,
	};
}

const Kwargs = z.record(z.unknown()).default({});
const Context = z.record(z.unknown()).default({});
const Ids = z.union([z.array(z.number()), z.number().transform((id) => [id])]);
const AuthenticateParams = z.tuple([z.string(), z.string(), z.string()]).rest(z.unknown());
const ExecuteParams = z.tuple([
	z.string(),
	z.union([z.number(), z.literal(false)]),
	z.string(),
	z.string(),
	z.string(),
	z.array(z.unknown()),
	Kwargs,
]);
