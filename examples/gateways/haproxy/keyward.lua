-- Asks a gate of Keyward whether a request may pass. Needs HAProxy 2.6 or newer, built with Lua, and no Lua library.
local url = "http://127.0.0.1:4870/v1/gates/sample/auth"
local secret = "kwg_test_DevelopmentGateSecret000000000001fLMkM"
local timeout = 2000 -- milliseconds

-- What the gate reads: where its keys may be. Name yours here as well.
local credentials = { "authorization", "x-api-key" }

local function unavailable(txn)
    local reply = txn:reply { status = 503 }
    reply:add_header("content-type", "application/json")
    reply:set_body('{"code":"unavailable"}')
    txn:done(reply)
end

core.register_action("keyward", { "http-req" }, function(txn)
    local client = txn.http:req_get_headers()
    local question = {
        ["x-gate-secret"] = { secret },
        ["x-forwarded-method"] = { txn.f:method() },
        ["x-forwarded-uri"] = { txn.f:url() },
        -- Keyward believes it where server.trusted_proxies has this HAProxy.
        ["x-forwarded-for"] = { txn.f:src() },
    }
    for _, name in ipairs(credentials) do
        question[name] = client[name]
    end
    local asked, answer = pcall(function()
        return core.httpclient():get { url = url, headers = question, timeout = timeout }
    end)
    if not asked or not answer or not answer.status or answer.status == 0 then
        return unavailable(txn)
    end
    if answer.status == 200 then
        for name, values in pairs(answer.headers) do
            if name:sub(1, 10) == "x-keyward-" then
                txn.http:req_set_header(name, values[0])
            end
        end
        return
    end
    if answer.status == 503 then
        return unavailable(txn)
    end
    local reply = txn:reply { status = answer.status }
    for _, name in ipairs({ "content-type", "www-authenticate", "retry-after", "cache-control" }) do
        if answer.headers[name] then
            reply:add_header(name, answer.headers[name][0])
        end
    end
    reply:set_body(answer.body)
    txn:done(reply)
end, 0)
