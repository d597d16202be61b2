import type { Resource } from '../resource';
import { account } from './account';
import { agent } from './agent';
import { contact } from './contact';
import { conversation } from './conversation';
import { inbox } from './inbox';
import { label } from './label';
import { message } from './message';
import { notification } from './notification';
import { report } from './report';
import { slaPolicy } from './slaPolicy';
import { team } from './team';

export const resources: Resource[] = [account, agent, contact, conversation, inbox, label, message, notification, report, slaPolicy, team];
