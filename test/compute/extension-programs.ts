/** A function for extensions to watch. */
export const handler = 'import time\ndef handler(event, context):\n    print("working")\n    return "ok"\n'

/** An extension that registers, says what it is told, and does as its name says. */
export const extension = (more = '') => `#!/usr/bin/env python3
import http.client, json, os, sys, time
host = os.environ["AWS_LAMBDA_RUNTIME_API"]
def call(method, path, body=None, headers={}):
    connection = http.client.HTTPConnection(host)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), answer.read().decode()
name = os.path.basename(sys.argv[0])
status, headers, body = call("POST", "/2020-01-01/extension/register", json.dumps({"events": ["INVOKE", "SHUTDOWN"]}), {"Lambda-Extension-Name": name, "Lambda-Extension-Accept-Feature": "accountId"})
me = {"Lambda-Extension-Identifier": headers["lambda-extension-identifier"]}
print("registered", status, body.strip(), flush=True)
print("handler" if "_HANDLER" in os.environ else "no handler", os.environ.get("AWS_LAMBDA_FUNCTION_NAME"), flush=True)
${more}
while True:
    status, headers, body = call("GET", "/2020-01-01/extension/event/next", None, me)
    event = json.loads(body)
    print("event", event["eventType"], event.get("requestId"), event.get("shutdownReason"), flush=True)
    if event["eventType"] == "SHUTDOWN": break
`
