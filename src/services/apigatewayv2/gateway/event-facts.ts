/** What events of either format say of an exchange. */
import type { Changeable } from '../../../base/changeable.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { EventFacts, FirstFormatFacts } from '../../../engines/http-events/index.ts'
import { type Exchange, headersBeside } from './exchange.ts'

/** For format 2.0. */
export function eventFacts(exchange: Exchange): EventFacts {
  const { api, domainName, requestId, route, stage, now, authorizer, pathParameters } = exchange
  const facts: Changeable<EventFacts> = {
    accountId: api.accountId,
    apiId: api.apiId,
    domainName,
    requestId,
    routeKey: route.key,
    stage: stage.name,
    now,
  }
  if (authorizer !== undefined) facts.authorizer = authorizer
  if (Object.keys(pathParameters).length > 0) facts.pathParameters = pathParameters
  if (Object.keys(stage.variables).length > 0) facts.stageVariables = stage.variables
  return facts
}

/** For format 1.0, which tells of authorizers in another way. */
export function firstFormatFacts(exchange: Exchange): FirstFormatFacts {
  const { authorizer: _second, ...facts } = eventFacts(exchange)
  const { route, rawHeaders, caller } = exchange
  const authorizer = firstAuthorizer(exchange)
  return {
    ...facts,
    resource: route.resource,
    rawHeaders,
    path: exchange.wholePath,
    addedHeaders: headersBeside(exchange),
    ...(authorizer === undefined ? {} : { authorizer }),
    ...(caller === undefined
      ? {}
      : {
          iam: {
            accessKey: caller.principal.accessKeyId ?? '',
            accountId: caller.accountId,
            callerId: caller.principal.userId,
            userArn: caller.principal.arn,
            userId: caller.principal.userId,
          },
        }),
  }
}

function firstAuthorizer({ authorizer, facts }: Exchange): JsonObject | undefined {
  if (authorizer === undefined) return undefined
  const { jwt, lambda } = authorizer
  if (jwt !== undefined) return jwt as JsonObject
  if (lambda === undefined) return undefined
  const { principalId } = facts.authorizer
  return { ...(lambda as JsonObject), ...(principalId === undefined ? {} : { principalId }) }
}
