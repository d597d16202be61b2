import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Inbox } from '../../sandbox/chatwoot/model';
import { type Stage, startStage, type StageOptions } from '../../sandbox/stage';
import { GATEWAY_HEADER, WHATSAPP_CREDENTIALS } from '../../sandbox/whatsapp';
import { settingsOf } from '../../sandbox/workflow-settings';

const WORKFLOW = 'whatsapp-contact-sync';

/** workflows/whatsapp-contact-sync.json, live, with an inbox that takes customers' messages. */
export async function startWhatsAppStage(options: StageOptions = {}): Promise<{ stage: Stage; inbox: Inbox }> {
	// As somebody sets it whose customers write much at once (CONVERSATION_MESSAGE_PER_MINUTE_LIMIT).
	const chatwoot = await ChatwootSimulator.start({ messagesPerMinute: 100 });
	const inbox = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Api' });
	const stage = await startStage({
		...options,
		workflow: WORKFLOW,
		servers: { chatwoot },
		credentials: WHATSAPP_CREDENTIALS,
		parameters: { Settings: await settingsOf(WORKFLOW, { inboxId: inbox.id }) },
	});
	return { stage, inbox };
}

/** One request of the gateway, with its key. */
export async function gatewayDelivers({ n8n }: Stage, ...messages: object[]): Promise<Response> {
	return await fetch(`${n8n.webhookUrl}/webhook/whatsapp`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', [GATEWAY_HEADER.name]: GATEWAY_HEADER.value },
		body: JSON.stringify({ messages }),
	});
}
