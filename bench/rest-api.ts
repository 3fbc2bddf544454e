/**
 * What a request to a REST API costs: a proxy method of a warm function of Node.js, beside Lambda's Invoke of the same function in the same
 * run. `node bench/rest-api.ts [rounds]`
 */
import { availableParallelism } from 'node:os'
import { APIGateway } from '@aws-sdk/client-api-gateway'
import { compareOneAtATime, compareRates } from './support/beside-invoke.ts'
import { clientSettings } from './support/clients.ts'
import { Report } from './support/figures.ts'
import { invokeRequests, lambdaClient, letGatewayInvoke, makeFunction } from './support/lambda-functions.ts'
import { requestOnce, type Target } from './support/load.ts'
import { freePort, stop } from './support/processes.ts'
import { startServer } from './support/server.ts'

const measured = { rounds: Number(process.argv[2] ?? 5), roundMs: 2000, warmUpMs: 3000, atOnce: 16 }
/** Unit: times Invoke's cost. */
const costMax = 1.5

const source =
  "export async function handler() { return { statusCode: 200, body: JSON.stringify({ hello: 'world' }) } }\n"

const report = new Report()
const port = await freePort()
const server = await startServer(port)
try {
  const lambda = lambdaClient(port)
  await makeFunction(lambda, { name: 'proxy-node', runtime: 'nodejs24.x', source })
  await letGatewayInvoke(lambda, 'proxy-node')
  const api: Target = { port, requests: [await methodOf('proxy-node')] }
  const invoke: Target = { port, requests: await invokeRequests(port, 'proxy-node', 64) }
  const answer = (await requestOnce(api)).toString('utf8')
  if (!answer.includes('"hello"')) throw new Error(`The API answered: ${answer}`)
  report.line(`${availableParallelism()} processors, ${measured.rounds} rounds in turns`)
  const compared = { title: 'REST API', api, invoke, cost: costMax }
  await compareOneAtATime(report, measured, compared)
  await compareRates(report, measured, compared)
  lambda.destroy()
} finally {
  await stop(server)
}
report.finish()

/** Makes an API whose one method is a proxy of the function; answers a request for it. */
async function methodOf(name: string): Promise<Buffer> {
  const gateway = new APIGateway(clientSettings(port))
  const { id: restApiId, rootResourceId: parentId } = await gateway.createRestApi({ name: 'bench' })
  const { id: resourceId } = await gateway.createResource({ restApiId, parentId, pathPart: '{proxy+}' })
  const place = { restApiId, resourceId, httpMethod: 'ANY' }
  await gateway.putMethod({ ...place, authorizationType: 'NONE' })
  await gateway.putIntegration({
    ...place,
    type: 'AWS_PROXY',
    integrationHttpMethod: 'POST',
    uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`,
  })
  await gateway.createDeployment({ restApiId, stageName: 'prod' })
  gateway.destroy()
  const host = `${restApiId}.execute-api.us-east-1.localhost:${port}`
  return Buffer.from(`GET /prod/hello HTTP/1.1\r\nhost: ${host}\r\nuser-agent: bench\r\naccept: */*\r\n\r\n`)
}
