import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { testSlackCredential, testSmtpCredential } from './credential-tests';
import * as content from './content';
import * as email from './email.operation';
import * as slack from './slack.operation';

export class SendSlaAlert implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Send SLA Alert',
		name: 'sendSlaAlert',
		icon: { light: 'file:sendSlaAlert.svg', dark: 'file:sendSlaAlert.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["channel"] === "slack" ? "Slack" : "E-Mail" }}',
		description: 'Sends an SLA alert of a Chatwoot conversation by e-mail or to Slack',
		defaults: { name: 'Send SLA Alert' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// `hide` and not `show`: a parameter that shows a credential for each of its values is taken for the choice of a
		// sign-in method, and the editor leaves it out of the panel (n8n 2.41).
		credentials: [
			{
				name: 'chatwootSlaSmtpApi',
				required: true,
				testedBy: 'testSmtpCredential',
				displayOptions: { hide: { channel: ['slack'] } },
			},
			{
				name: 'chatwootSlaSlackApi',
				required: true,
				testedBy: 'testSlackCredential',
				displayOptions: { hide: { channel: ['email'] } },
			},
		],
		properties: [
			{
				displayName: 'Channel',
				name: 'channel',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'E-Mail', value: 'email', description: 'Send alerts by e-mail, in one thread per conversation' },
					{ name: 'Slack', value: 'slack', description: 'Post alerts to Slack, Mattermost or Rocket.Chat' },
				],
				default: 'email',
			},
			...content.description,
			...email.description,
			...slack.description,
		],
	};

	methods = { credentialTest: { testSmtpCredential, testSlackCredential } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('channel', 0) === 'slack' ? slack : email;
		return [await operation.execute(this)];
	}
}
