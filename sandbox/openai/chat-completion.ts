import { z } from 'zod';

/** Content is text, or a list of parts of which only texts are read. */
const contentSchema = z.union([
	z.string(),
	z
		.array(z.object({ type: z.string(), text: z.string().default('') }).passthrough())
		.transform((parts) => parts.map(({ text }) => text).join('\n')),
]);

const roleSchema = z.enum(['system', 'developer', 'user', 'assistant', 'tool']);

/** As far as OpenAI insists on it. */
export const requestSchema = z.object({
	model: z.string().min(1),
	messages: z
		.array(z.object({ role: roleSchema.transform((role) => (role === 'developer' ? 'system' : role)), content: contentSchema }))
		.min(1),
	stream: z.literal(false).optional(),
});

export type Messages = z.infer<typeof requestSchema>['messages'];

/** The answer of a model that was asked for one choice. */
export function completion(model: string, content: string, messages: Messages): object {
	const promptTokens = tokensIn(messages.map((message) => message.content).join(' '));
	const completionTokens = tokensIn(content);
	return {
		id: 'chatcmpl-sandbox',
		object: 'chat.completion',
		created: Math.floor(Date.now() / 1000),
		model,
		choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' }],
		usage: { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens },
	};
}

const REFUSALS = {
	badRequest: { status: 400, type: 'invalid_request_error', code: null, message: 'The request is not valid.' },
	wrongKey: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key provided.' },
	unknownUrl: { status: 404, type: 'invalid_request_error', code: 'unknown_url', message: 'Unknown request URL.' },
	unknownModel: { status: 404, type: 'invalid_request_error', code: 'model_not_found', message: 'The model does not exist.' },
	rateLimit: { status: 429, type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached.' },
	down: { status: 503, type: 'server_error', code: null, message: 'The engine is currently overloaded.' },
} as const;

export type RefusalKind = keyof typeof REFUSALS;

export function refusal(kind: RefusalKind): { status: number; body: object } {
	const { status, ...error } = REFUSALS[kind];
	return { status, body: { error: { ...error, param: null } } };
}

/** About four letters a token. */
function tokensIn(text: string): number {
	return Math.ceil(text.length / 4);
}
