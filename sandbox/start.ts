import { setTimeout as delay } from 'node:timers/promises';
import { OWNER } from './n8n/server';
import { Remote } from './remote';
import { type Stage, startStage } from './stage';
import { beginStory, type Story, THRESHOLD_SECONDS } from './story';

/** `npm start`: a real n8n with the package between simulated servers, a first missed SLA, and then yours to play with. */

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
	const starting = startStage({ log, signal: breakOff.signal });
	endings.push(() => Promise.race([starting.then((stage) => stage.stop(), () => undefined), delay(BREAK_OFF_MS)]));
	const stage = await starting;
	const story = beginStory(stage.chatwoot);
	endings.push(story.stop);
	reportArrivals(stage);

	log('A customer writes, and nobody answers ...');
	story.customerWrites();
	log(`... for ${THRESHOLD_SECONDS} s, which is what the SLA promises.`);
	await Promise.all([stage.mailbox.waitForMessages(1, 60_000), stage.odoo.waitForActivities(1), stage.slack.waitForMessages(1, 60_000)]);
	await invite(stage, story);
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

function follow<Item>(waitFor: (count: number) => Promise<readonly Item[]>, report: (item: Item) => void): void {
	const next = async () => {
		for (let count = 1; ; count++) {
			const item = (await waitFor(count))[count - 1];
			if (item !== undefined) report(item);
		}
	};
	void next();
}

async function invite(stage: Stage, story: Story): Promise<void> {
	const remote = await Remote.start({
		'customer-writes': () => `Customer of conversation #${story.customerWrites().id} wrote`,
		'agent-replies': () => {
			const answered = story.agentReplies();
			return answered === null ? 'Nobody is waiting' : `Anita answered in conversation #${answered.id}`;
		},
	});
	endings.push(() => remote.stop());
	console.log(`
Yours to play with, until Ctrl-C:
  n8n's editor     ${stage.n8n.url}/workflow/${stage.workflowId}
    sign in with   ${OWNER.email}, password ${OWNER.password}
  a customer       curl -X POST ${remote.url}/customer-writes   (${THRESHOLD_SECONDS} s without an answer are a miss)
  an agent         curl -X POST ${remote.url}/agent-replies     (answers whoever has waited longest)
  both as buttons  ${remote.url}/
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
