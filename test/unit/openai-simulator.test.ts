import { OpenAiSimulator } from '../../sandbox/openai/openai-simulator';

let openai: OpenAiSimulator;
beforeEach(async () => {
	openai = await OpenAiSimulator.start();
	openai.answers(/hours/, 'From 9 am.');
});
afterEach(() => openai.stop());

const HELLO = { model: 'gpt-4o-mini', messages: [{ role: 'system', content: 'Be kind' }, { role: 'user', content: 'Your hours?' }] };

function ask(body: object | string, { key = openai.apiKey, path = '/chat/completions' } = {}): Promise<Response> {
	return fetch(openai.url + path, {
		method: 'POST',
		headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
}

test('the first rule that fits the user\'s message answers', async () => {
	const answer = await ask(HELLO);
	expect(answer.status).toBe(200);
	expect(await answer.json()).toMatchObject({
		object: 'chat.completion',
		choices: [{ message: { role: 'assistant', content: 'From 9 am.' }, finish_reason: 'stop' }],
		usage: { total_tokens: expect.any(Number) },
	});
	expect(openai.requests).toMatchObject([{ system: 'Be kind', user: 'Your hours?' }]);
});

test('texts may come in parts, and what no rule knows is answered with nothing in it', async () => {
	const parts = { ...HELLO, messages: [{ role: 'user', content: [{ type: 'text', text: 'Something else' }] }] };
	expect(await (await ask(parts)).json()).toMatchObject({ choices: [{ message: { content: '{}' } }] });
});

test.each([
	['a wrong key', () => ask(HELLO, { key: 'sk-guessed' }), 401, 'invalid_api_key'],
	['another model', () => ask({ ...HELLO, model: 'gpt-9' }), 404, 'model_not_found'],
	['another address', () => ask(HELLO, { path: '/responses' }), 404, 'unknown_url'],
	['no messages', () => ask({ ...HELLO, messages: [] }), 400, null],
	['no JSON', () => ask('{"model'), 400, null],
])('%s is refused in OpenAI\'s words', async (_what, request, status, code) => {
	const answer = await request();
	expect([answer.status, await answer.json()]).toEqual([status, { error: expect.objectContaining({ code, message: expect.any(String) }) }]);
});

test('it fails as it is told to, and then no more', async () => {
	openai.fail('rateLimit');
	expect((await ask(HELLO)).status).toBe(429);
	openai.fail('malformed');
	await expect((await ask(HELLO)).json()).rejects.toThrow();
	openai.fail(null);
	expect((await ask(HELLO)).status).toBe(200);
});

test('models are listed, which is how a credential is tested', async () => {
	const answer = await fetch(`${openai.url}/models`, { headers: { authorization: `Bearer ${openai.apiKey}` } });
	expect(await answer.json()).toMatchObject({ data: [{ id: 'gpt-4o-mini' }] });
});
