import fc from 'fast-check';
import type * as ApiModule from '../../core/chatwoot/api';
import type * as ContactsModule from '../../core/chatwoot/contacts';
import type * as ConversationsModule from '../../core/chatwoot/conversations';
import type * as MessagesModule from '../../core/chatwoot/messages';
import type { HttpTransport } from '../../core/http/transport';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { written } from '../../sandbox/chatwoot/model';
import { answerRest } from '../../sandbox/chatwoot/rest';

/** Stores a message of one customer, as a worker of n8n does it with the Chatwoot node. */
type Store = (transport: HttpTransport, inboxId: number, content: string) => Promise<void>;

/** Several processes: each has its own copy of everything that core keeps in memory. */
function worker(): Store {
	let store: Store | undefined;
	jest.isolateModules(() => {
		const { createChatwootApi } = jest.requireActual<typeof ApiModule>('../../core/chatwoot/api');
		const { getOrCreateContact } = jest.requireActual<typeof ContactsModule>('../../core/chatwoot/contacts');
		const { getOrCreateConversation } = jest.requireActual<typeof ConversationsModule>('../../core/chatwoot/conversations');
		const { sendMessage } = jest.requireActual<typeof MessagesModule>('../../core/chatwoot/messages');
		store = async (transport, inboxId, content) => {
			const api = createChatwootApi({ baseUrl: 'http://chatwoot.test', accountId: 1 }, transport);
			const keys = { phones: ['+31612345678'], email: '', identifier: '' };
			const { contact } = await getOrCreateContact(api, keys, { name: '', inboxId, customAttributes: {} });
			const { conversation } = await getOrCreateConversation(api, { contactId: contact.id, inboxId, reopen: true });
			await sendMessage(api, conversation.id, { content, kind: 'incoming', template: null, attachments: [], as: 'user' });
		};
	});
	if (store === undefined) throw new Error('the worker was not made');
	return store;
}

/** Chatwoot acts on one request after the other; which is the next one to reach it is the scheduler's choice. */
function scheduledTransport(chatwoot: ChatwootSimulator, scheduler: fc.Scheduler): HttpTransport {
	return async ({ method, url, headers = {}, body = '' }) => {
		await scheduler.schedule(Promise.resolve(), `${method} ${new URL(url).pathname}`);
		const { status, body: answer } = answerRest(chatwoot, {
			method,
			url: new URL(url),
			token: chatwoot.token,
			contentType: headers['content-type'] ?? '',
			bytes: Buffer.from(body),
		});
		return { status, headers: {}, body: answer };
	};
}

describe('messages of one new number reach several workers at once', () => {
	test('property: whichever request is the next one, they end in one conversation of one contact, and no other stays open', async () => {
		const workers = [1, 2, 3].map(() => worker());
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), async (scheduler) => {
				const chatwoot = await ChatwootSimulator.start();
				try {
					const { id: inboxId } = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
					const transport = scheduledTransport(chatwoot, scheduler);
					const contents = Array.from({ length: 9 }, (_each, index) => `Message ${index}`);
					const stored = contents.map(async (content, index) => await workers[index % workers.length]?.(transport, inboxId, content));
					await scheduler.waitFor(Promise.all(stored));
					expect(chatwoot.contacts).toHaveLength(1);
					const used = chatwoot.conversations.filter((each) => written(each).length > 0);
					expect(used.map((each) => written(each).map(({ content }) => content).sort())).toEqual([contents]);
					expect(chatwoot.conversations.filter(({ status }) => status === 'open')).toEqual(used);
				} finally {
					await chatwoot.stop();
				}
			}),
			{ numRuns: 200 },
		);
	}, 60_000);
});
