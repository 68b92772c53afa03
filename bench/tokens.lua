-- wrk: the same GET with another bearer token each time, out of a file with one a line.
local requests = {}
local at = 0

function init(arguments)
    for token in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", nil, {["Authorization"] = "Bearer " .. token})
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end
