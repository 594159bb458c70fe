-- KEYS[1]: who asks; ARGV: microseconds that a turn lasts, and that a burst lasts. Answers the microseconds to wait.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local turn, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local ahead = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + turn - now
if ahead > most then
    return math.ceil(ahead - most)
end
redis.call('SET', KEYS[1], string.format('%.0f', now + ahead), 'PX', math.ceil(ahead / 1000) + 1)
return 0
