import { script } from '../redis/script';
import { DAY_MS, DELAY_STEPS_SECONDS, STATISTICS_DAYS } from './statistics';

/**
 * The operations of the Redis ledger, each one script, which Redis runs on its own: two workers never see the same key
 * free. Redis 6 or newer. The time is that of Redis, so that the clocks of the workers do not matter.
 *
 * | key | type | holds |
 * |---|---|---|
 * | `{prefix}:key:<key>` | string | `claimed <since>`, `confirmed <since> <receipt>` or `resolved <since> <at>`; goes when the lease or the retention is over |
 * | `{prefix}:thread:<thread>` | string | the receipt of its first message; goes when the retention is over or a key of the thread is resolved |
 * | `{prefix}:claimed` | sorted set | the claimed keys by the end of their lease |
 * | `{prefix}:confirmed` | sorted set | the confirmed keys, resolved ones too, by when they are forgotten |
 * | `{prefix}:statistics` | hash | counts, see `Tally` |
 *
 * The sorted sets only serve to list keys; what counts is the string. Times are in milliseconds. The braces make a
 * cluster keep all keys of a ledger in one place, as a script needs it.
 *
 * Every script gets the three last as KEYS[1] to KEYS[3], then the keys' strings, then those of the threads. ARGV[1] is
 * where in their names the ledger's own key begins, ARGV[2] how many keys there are; then follows for every key which
 * of KEYS is its thread, or 0. What else a script is told begins after these: it is called `given(1)` and so on.
 */
const COMMON = `
local CLAIMED, CONFIRMED, STATISTICS, FIRST = KEYS[1], KEYS[2], KEYS[3], 4
local COUNT = tonumber(ARGV[2])
local LAST = FIRST + COUNT - 1
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local today = math.floor(now / ${DAY_MS})

local function name(i)
	return string.sub(KEYS[i], tonumber(ARGV[1]))
end

local function given(i)
	return ARGV[2 + COUNT + i]
end

local function thread(i)
	return KEYS[tonumber(ARGV[i - FIRST + 3])]
end

local function state(i)
	return string.match(redis.call('GET', KEYS[i]) or 'free', '^%a+')
end

local function enlist(set, i, ttl)
	redis.call('ZADD', set, now + ttl, name(i))
	if redis.call('PTTL', set) < ttl then redis.call('PEXPIRE', set, ttl) end
end

local function forget_old_days()
	if redis.call('HGET', STATISTICS, 'latest day') == tostring(today) then return end
	redis.call('HSET', STATISTICS, 'latest day', today)
	for _, field in ipairs(redis.call('HKEYS', STATISTICS)) do
		local day = tonumber(string.match(field, '^%d+'))
		if day and day <= today - ${STATISTICS_DAYS} then redis.call('HDEL', STATISTICS, field) end
	end
end

local function count(what, by)
	if by > 0 then redis.call('HINCRBY', STATISTICS, today .. ' ' .. what, by) end
end

local function tidy_up()
	redis.call('ZREMRANGEBYSCORE', CLAIMED, '-inf', now)
	redis.call('ZREMRANGEBYSCORE', CONFIRMED, '-inf', now)
	forget_old_days()
	redis.call('PEXPIRE', STATISTICS, ${STATISTICS_DAYS * DAY_MS})
end
`;

/**
 * given(1): the lease. Answers for every key whether it was claimed, 1 or 0, and the receipt of its thread, or an empty
 * text.
 */
export const CLAIM = script(`${COMMON}
local answer, claimed, lease = {}, 0, tonumber(given(1))
for i = FIRST, LAST do
	local is_new = redis.call('SET', KEYS[i], 'claimed ' .. now, 'NX', 'PX', lease)
	if is_new then
		enlist(CLAIMED, i, lease)
		claimed = claimed + 1
	end
	answer[#answer + 1] = is_new and 1 or 0
	answer[#answer + 1] = is_new and thread(i) and redis.call('GET', thread(i)) or ''
end
count('emitted', claimed)
count('suppressed', COUNT - claimed)
tidy_up()
return answer
`);

/**
 * given(1): the retention; then for every key when it was due and its receipt, each of which may be empty. Answers 1
 * for every key that was confirmed, 0 for the others.
 */
export const CONFIRM = script(`${COMMON}
local STEPS = { ${DELAY_STEPS_SECONDS.join(', ')} }
local answer, retention = {}, tonumber(given(1))

local function count_delay(due)
	local delay = now - due
	if delay < 0 then return end
	local step = 'longer'
	for i = #STEPS, 1, -1 do
		if delay <= STEPS[i] * 1000 then step = STEPS[i] end
	end
	count('delays', 1)
	count('delay sum', delay)
	count('delay ' .. step, 1)
	local longest = today .. ' delay max'
	if delay > tonumber(redis.call('HGET', STATISTICS, longest) or 0) then redis.call('HSET', STATISTICS, longest, delay) end
end

for i = FIRST, LAST do
	local before = state(i)
	local is_new = before == 'free' or before == 'claimed'
	if is_new then
		local due, receipt = tonumber(given(2 * (i - FIRST) + 2)), given(2 * (i - FIRST) + 3)
		redis.call('SET', KEYS[i], 'confirmed ' .. now .. ' ' .. receipt, 'PX', retention)
		if thread(i) and receipt ~= '' then redis.call('SET', thread(i), receipt, 'NX', 'PX', retention) end
		redis.call('ZREM', CLAIMED, name(i))
		enlist(CONFIRMED, i, retention)
		count('sent', 1)
		if due then count_delay(due) end
	end
	answer[#answer + 1] = is_new and 1 or 0
end
tidy_up()
return answer
`);

/** Answers like CONFIRM. */
export const RELEASE = script(`${COMMON}
local answer, released = {}, 0
for i = FIRST, LAST do
	local is_claimed = state(i) == 'claimed'
	if is_claimed then
		redis.call('DEL', KEYS[i])
		redis.call('ZREM', CLAIMED, name(i))
		released = released + 1
	end
	answer[#answer + 1] = is_claimed and 1 or 0
end
count('failed', released)
tidy_up()
return answer
`);

/** Answers like CLAIM, with the receipts of the keys. A resolved key is forgotten when it would have been without. */
export const RESOLVE = script(`${COMMON}
local answer, resolved = {}, 0
for i = FIRST, LAST do
	local since, receipt = string.match(redis.call('GET', KEYS[i]) or '', '^confirmed (%d+) ?(.*)$')
	if since then
		redis.call('SET', KEYS[i], 'resolved ' .. since .. ' ' .. now, 'KEEPTTL')
		if thread(i) then redis.call('DEL', thread(i)) end
		resolved = resolved + 1
	end
	answer[#answer + 1] = since and 1 or 0
	answer[#answer + 1] = receipt or ''
end
count('resolved', resolved)
tidy_up()
return answer
`);

/** Answers for every key what is kept of it, or an empty text, and when that goes. Writes nothing. */
export const INSPECT = script(`${COMMON}
local answer = {}
for i = FIRST, LAST do
	answer[#answer + 1] = redis.call('GET', KEYS[i]) or ''
	answer[#answer + 1] = now + redis.call('PTTL', KEYS[i])
end
return answer
`);

/**
 * given(1): how many at most; then which of the lists, `claimed` and `confirmed`. Answers with those of each
 * that go last: with one lease and one retention, the newest. Writes nothing.
 */
export const LIST = script(`${COMMON}
local answer, lists = {}, { claimed = CLAIMED, confirmed = CONFIRMED }
local i = 2
while given(i) do
	for _, key in ipairs(redis.call('ZREVRANGEBYSCORE', lists[given(i)], '+inf', now, 'LIMIT', 0, given(1))) do
		answer[#answer + 1] = key
	end
	i = i + 1
end
return answer
`);

/** Answers with all fields and their values in turn. */
export const STATISTICS = script(`${COMMON}
return redis.call('HGETALL', STATISTICS)
`);
