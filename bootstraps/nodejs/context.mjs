/** The context object. Source: Lambda Developer Guide, "Using the Lambda context object to retrieve Node.js function information". */

const w3cFields = ['traceparent', 'tracestate', 'baggage']

/** What every handler's context has, from an invocation's header. */
export function contextOf({ id, arn, deadline, clientContext, identity, tenantId, trace }, modern) {
  const env = process.env
  const client = parse(clientContext, 'ClientContext')
  const context = {
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: client,
    identity: parse(identity, 'CognitoIdentity'),
    invokedFunctionArn: arn,
    awsRequestId: id,
    tenantId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
  if (modern) {
    const w3c = takeW3c(client)
    context.xRayTraceId = trace
    context.w3c = () => w3c
  }
  return context
}

function parse(json, name) {
  if (json === undefined) return undefined
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new Error(`Cannot parse ${name} as json: ${error}`)
  }
}

const noFields = Object.freeze({})

function takeW3c(client) {
  if (client === undefined) return noFields
  const taken = {}
  const source = client?.w3c
  if (client && typeof client === 'object') delete client.w3c
  for (const name of w3cFields) {
    if (typeof source?.[name] === 'string') taken[name] = source[name]
  }
  return Object.freeze(taken)
}
