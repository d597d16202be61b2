import { setTimeout as delay } from 'node:timers/promises';
import { OWNER } from './n8n/server';
import type { ChatwootSimulator } from './chatwoot/chatwoot-simulator';
import { type Play, type Playground, PLAYS } from './plays';
import { Remote } from './remote';
import { type Stage, startStage } from './stage';
import { beginStory, type Story, THRESHOLD_SECONDS } from './story';

/**
 * `npm start`: a real n8n with the package between simulated servers, a first missed SLA, and then yours to play with.
 * `npm start -- whatsapp-contact-sync`: the same with another workflow, and without a story.
 */

const FOR_EVER_MS = 2 ** 31 - 1;
/** How long a start that is broken off may take to tidy up; an n8n that is being downloaded is simply dropped. */
const BREAK_OFF_MS = 5_000;

const startedAt = Date.now();
const endings: Array<() => Promise<void> | void> = [];
const breakOff = new AbortController();
let ending: Promise<void> | null = null;

process.on('SIGINT', () => void end(130)).on('SIGTERM', () => void end(143)).on('SIGHUP', () => void end(129));

main().catch(async (error: unknown) => {
	if (ending !== null) return;
	console.error(error instanceof Error ? error.message : error);
	await end(1);
});

async function main(): Promise<void> {
	const [name] = process.argv.slice(2);
	const play = name === undefined || name === 'sla-breach-alerts' ? null : await playOf(name);
	const starting = startStage({ ...play?.options, log, signal: breakOff.signal });
	endings.push(() => Promise.race([starting.then((stage) => stage.stop(), () => undefined), delay(BREAK_OFF_MS)]));
	const stage = await starting;
	const story = beginStory(stage.chatwoot);
	endings.push(story.stop);
	reportArrivals(stage);
	if (play !== null) {
		reportMessages(stage.chatwoot);
		await invite(stage, story, play.begin(stage));
		return;
	}

	log('A customer writes, and nobody answers ...');
	story.customerWrites();
	log(`... for ${THRESHOLD_SECONDS} s, which is what the SLA promises.`);
	await Promise.all([stage.mailbox.waitForMessages(1, 60_000), stage.odoo.waitForActivities(1), stage.slack.waitForMessages(1, 60_000)]);
	await invite(stage, story);
}

/** @throws Error that names those there are. */
async function playOf(name: string): Promise<Play> {
	const make = PLAYS[name];
	if (make !== undefined) return await make();
	throw new Error(`There is no workflow ${name} to play with. There are: ${['sla-breach-alerts', ...Object.keys(PLAYS)].join(', ')}`);
}

function log(line: string): void {
	console.log(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${line}`);
}

/** Prints what arrives where, as it arrives. */
function reportArrivals({ mailbox, odoo, slack }: Stage): void {
	const nameOf = (userId: number | false) => odoo.users.find(({ id }) => id === userId)?.name ?? 'nobody';
	follow((count) => mailbox.waitForMessages(count, FOR_EVER_MS), (mail) => {
		log(`  E-mail  to ${mail.to.join(', ')}: ${mail.subject}`);
	});
	follow((count) => odoo.waitForActivities(count), (activity) => {
		log(`  Odoo    activity for ${nameOf(activity.userId)}: ${activity.summary}`);
	});
	follow((count) => slack.waitForMessages(count, FOR_EVER_MS), (message) => {
		log(`  Slack   in ${message.channel}${message.thread === null ? '' : ', in the thread'}: ${message.text}`);
	});
	follow((count) => slack.waitForUpdates(count, FOR_EVER_MS), (message) => {
		log(`  Slack   in ${message.channel}, in place of an alert: ${message.text}`);
	});
}

/** What is written in Chatwoot by anybody but customers. */
function reportMessages({ conversations }: ChatwootSimulator): void {
	const told = new Set<object>();
	const look = setInterval(() => {
		for (const { id, messages } of conversations) {
			for (const message of messages.filter((each) => !told.has(each))) {
				told.add(message);
				if (message.type !== 'incoming') log(`  Chatwoot in conversation #${id}${message.private ? ', private note' : ''}: ${message.content}`);
			}
		}
	}, 200);
	endings.push(() => {
		clearInterval(look);
	});
}

function follow<Item>(waitFor: (count: number) => Promise<readonly Item[]>, report: (item: Item) => void): void {
	const next = async () => {
		for (let count = 1; ; count++) {
			const item = (await waitFor(count))[count - 1];
			if (item !== undefined) report(item);
		}
	};
	void next();
}

async function invite(stage: Stage, story: Story, { actions = {}, hints = [] }: Playground = {}): Promise<void> {
	const remote = await Remote.start({
		'customer-writes': () => `Customer of conversation #${story.customerWrites().id} wrote`,
		'agent-replies': () => {
			const answered = story.agentReplies();
			return answered === null ? 'Nobody is waiting' : `Anita answered in conversation #${answered.id}`;
		},
		...actions,
	});
	endings.push(() => remote.stop());
	console.log(`
Yours to play with, until Ctrl-C:
  n8n's editor     ${stage.n8n.url}/workflow/${stage.workflowId}
    sign in with   ${OWNER.email}, password ${OWNER.password}
  a customer       curl -X POST ${remote.url}/customer-writes   (${THRESHOLD_SECONDS} s without an answer are a miss)
  an agent         curl -X POST ${remote.url}/agent-replies     (answers whoever has waited longest)
${Object.keys(actions).map((name) => `  more             curl -X POST ${remote.url}/${name}\n`).join('')}${hints.map((hint) => `  try              ${hint}\n`).join('')}  all as buttons   ${remote.url}/
`);
}

/** Once, however often it is asked for; the leash sees to n8n even if this process is killed meanwhile. */
function end(exitCode: number): Promise<void> {
	ending ??= (async () => {
		console.log('Stopping ...');
		breakOff.abort();
		for (const stop of endings.splice(0).reverse()) await stop();
		process.exit(exitCode);
	})();
	return ending;
}
