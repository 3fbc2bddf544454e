/**
 * The module that inline functions answer custom resources with, written anew from its description: `send` puts the
 * response to the address of the event, and ends the invocation. Unlike AWS's it also speaks plain HTTP and other ports, since this server may be
 * the one that waits. Source: CloudFormation User Guide, "cfn-response module".
 */

const nodejs = `'use strict'
exports.SUCCESS = 'SUCCESS'
exports.FAILED = 'FAILED'
exports.send = function (event, context, responseStatus, responseData, physicalResourceId, noEcho) {
  return new Promise((resolve) => {
    const body = JSON.stringify({
      Status: responseStatus,
      Reason: 'See the details in CloudWatch Log Stream: ' + context.logStreamName,
      PhysicalResourceId: physicalResourceId || context.logStreamName,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
      NoEcho: noEcho || false,
      Data: responseData,
    })
    console.log('Response body:\\n', body)
    const address = new URL(event.ResponseURL)
    const request = require(address.protocol === 'http:' ? 'http' : 'https').request(
      address,
      { method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) } },
      (response) => {
        response.resume()
        console.log('Status code: ' + response.statusCode)
        if (context.done) context.done()
        resolve()
      },
    )
    request.on('error', (error) => {
      console.log('send(..) failed executing https.request(..): ' + error)
      if (context.done) context.done()
      resolve()
    })
    request.end(body)
  })
}
`

const python = `from __future__ import print_function
import json
try:
    from urllib.request import Request, urlopen
except ImportError:
    from urllib2 import Request, urlopen

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = json.dumps({
        "Status": responseStatus,
        "Reason": reason or "See the details in CloudWatch Log Stream: {}".format(context.log_stream_name),
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    })
    print("Response body:")
    print(body)
    request = Request(event["ResponseURL"], data=body.encode("utf-8"), headers={"Content-Type": ""})
    request.get_method = lambda: "PUT"
    try:
        response = urlopen(request)
        print("Status code:", response.getcode())
    except Exception as e:
        print("send(..) failed executing request:", e)
`

/** The module's files that a function of this source can load, by path; none when it does not ask for it. */
export function cfnResponseFiles(language: 'nodejs' | 'python', source: string): Record<string, string> {
  if (language === 'nodejs')
    return /require\s*\(\s*['"`]cfn-response['"`]\s*\)/.test(source)
      ? { 'cfn-response.js': nodejs, 'node_modules/cfn-response/index.js': nodejs }
      : {}
  return /^\s*(?:import|from)\s+cfnresponse\b/m.test(source) ? { 'cfnresponse.py': python } : {}
}
