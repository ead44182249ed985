-- What a site's accounting would refuse, with Slurm's own messages; behind `kinds`, which slurm.awk
-- writes from the site file. Unknown partitions and features Slurm refuses by itself.

local INVALID_ACCOUNT, POLICY, INVALID_QOS = 2045, 2050, 2066

-- Whether a word is of the form that a glob of the shell describes.
local function matches(glob, word)
    local pattern, in_set = "", false
    for c in glob:gmatch(".") do
        if c == "[" or c == "]" then
            in_set = c == "["
        elseif not in_set then
            c = c == "*" and ".*" or c == "?" and "." or c:gsub("%p", "%%%0")
        end
        pattern = pattern .. c
    end
    return word:find("^" .. pattern .. "$") ~= nil
end

-- Whether a job asks for one of its features, or for none.
local function has(kind, features)
    if kind.constraint == "" or features == nil or features == "" then
        return true
    end
    for feature in features:gmatch("[%w_.-]+") do
        if feature == kind.constraint then
            return true
        end
    end
    return false
end

local function kinds_for(job)
    local fit = {}
    for _, kind in ipairs(kinds) do
        if kind.partition == (job.partition or kinds[1].partition) and has(kind, job.features) then
            fit[#fit + 1] = kind
        end
    end
    return fit
end

local function takes(kind, account)
    for glob in kind.account:gmatch("%S+") do
        if matches(glob, account) then
            return true
        end
    end
    return false
end

-- Nil if that kind of node takes the job, or why it does not.
local function obstacle(kind, job)
    if not takes(kind, job.account or "") then
        return INVALID_ACCOUNT
    elseif next(kind.qos) == nil then
        return nil
    end
    local qos = kind.qos[job.qos or ""]
    if qos == nil then
        return INVALID_QOS
    elseif job.time_limit ~= slurm.NO_VAL and job.time_limit > qos.minutes then
        slurm.log_user("QOSMaxWallDurationPerJobLimit")
        return POLICY
    elseif job.min_nodes ~= slurm.NO_VAL and job.min_nodes > qos.nodes then
        slurm.log_user("QOSMaxNodePerJobLimit")
        return POLICY
    end
end

function slurm_job_submit(job, _, _)
    local why = nil
    for _, kind in ipairs(kinds_for(job)) do
        why = obstacle(kind, job)
        if why == nil then
            return slurm.SUCCESS
        end
    end
    return why or slurm.SUCCESS
end

function slurm_job_modify(_, _, _, _)
    return slurm.SUCCESS
end

return slurm.SUCCESS
