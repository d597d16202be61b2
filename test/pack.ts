import type { ICredentialType, INodeType } from 'n8n-workflow';
import { ChatwootSlaApi } from '../credentials/ChatwootSlaApi.credentials';
import { ChatwootSlaErpNextApi } from '../credentials/ChatwootSlaErpNextApi.credentials';
import { ChatwootSlaOdooApi } from '../credentials/ChatwootSlaOdooApi.credentials';
import { ChatwootSlaRedisApi } from '../credentials/ChatwootSlaRedisApi.credentials';
import { ChatwootSlaSlackApi } from '../credentials/ChatwootSlaSlackApi.credentials';
import { ChatwootSlaSmtpApi } from '../credentials/ChatwootSlaSmtpApi.credentials';
import { Chatwoot } from '../nodes/Chatwoot/Chatwoot.node';
import { ChatwootSlaMonitorTrigger } from '../nodes/ChatwootSlaMonitorTrigger/ChatwootSlaMonitorTrigger.node';
import { ChatwootSlaTrigger } from '../nodes/ChatwootSlaTrigger/ChatwootSlaTrigger.node';
import { ContactSync } from '../nodes/ContactSync/ContactSync.node';
import { Dedupe } from '../nodes/Dedupe/Dedupe.node';
import { ErpNextNotify } from '../nodes/ErpNextNotify/ErpNextNotify.node';
import { EvaluateSlaBreach } from '../nodes/EvaluateSlaBreach/EvaluateSlaBreach.node';
import { OdooNotify } from '../nodes/OdooNotify/OdooNotify.node';
import { RouteSlaAlert } from '../nodes/RouteSlaAlert/RouteSlaAlert.node';
import { SendSlaAlert } from '../nodes/SendSlaAlert/SendSlaAlert.node';
import { SlaReport } from '../nodes/SlaReport/SlaReport.node';

/** All the package brings into n8n. That these are all of them is tested where the package is (test/node/descriptions). */
export const nodeTypes: INodeType[] = [
	new Chatwoot(),
	new ChatwootSlaMonitorTrigger(),
	new ChatwootSlaTrigger(),
	new ContactSync(),
	new Dedupe(),
	new ErpNextNotify(),
	new EvaluateSlaBreach(),
	new OdooNotify(),
	new RouteSlaAlert(),
	new SendSlaAlert(),
	new SlaReport(),
];

export const credentialTypes: ICredentialType[] = [
	new ChatwootSlaApi(),
	new ChatwootSlaErpNextApi(),
	new ChatwootSlaOdooApi(),
	new ChatwootSlaRedisApi(),
	new ChatwootSlaSlackApi(),
	new ChatwootSlaSmtpApi(),
];
