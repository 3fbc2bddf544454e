import type { OperationContext, ServiceDefinition } from '../../dispatch/index.ts'
import { type ApiGateway, createOnce } from '../../gateway/index.ts'
import { foundAgain } from './creating-once.ts'
import { createDomainName } from './domain-names.ts'
import { GatewayNode } from './gateway-node.ts'
import { operations } from './operations-table.ts'
import { admitStageKey, type StageKeyQuestion } from './stage-keys.ts'
import { tryingOperations } from './trying.ts'

/** What this service asks of the application. */
export interface RestGatewayRooms {
  /** Takes what answers requests to APIs. */
  answerApis(gateway: ApiGateway): void
}

/** API Gateway: REST APIs. */
export function restApiService(rooms: RestGatewayRooms): ServiceDefinition {
  const node = new GatewayNode()
  const all = {
    ...operations,
    CreateDomainName: createDomainName(node.names),
    ...tryingOperations(node),
  }
  return {
    prefix: 'apigateway',
    model: 'api-gateway',
    operations: all,
    inner: {
      AdmitStageKey: async (asked: StageKeyQuestion, context: OperationContext) =>
        admitStageKey((await node.room()).throttle, asked, context),
      CreateOnce: createOnce(operations, foundAgain),
    },
    resourceTypes: {
      'AWS::ApiGateway::Account': async () => (await import('./resources/named-parts.ts')).account,
      'AWS::ApiGateway::ApiKey': async () => (await import('./resources/parts.ts')).apiKey,
      'AWS::ApiGateway::Authorizer': async () => (await import('./resources/parts.ts')).authorizer,
      'AWS::ApiGateway::BasePathMapping': async () =>
        (await import('./resources/domain-name.ts')).basePathMapping,
      'AWS::ApiGateway::ClientCertificate': async () =>
        (await import('./resources/parts.ts')).clientCertificate,
      'AWS::ApiGateway::Deployment': async () => (await import('./resources/deployment.ts')).deployment,
      'AWS::ApiGateway::DocumentationPart': async () =>
        (await import('./resources/parts.ts')).documentationPart,
      'AWS::ApiGateway::DocumentationVersion': async () =>
        (await import('./resources/named-parts.ts')).documentationVersion,
      'AWS::ApiGateway::DomainName': async () => (await import('./resources/domain-name.ts')).domainName,
      'AWS::ApiGateway::GatewayResponse': async () =>
        (await import('./resources/named-parts.ts')).gatewayResponse,
      'AWS::ApiGateway::Method': async () => (await import('./resources/method.ts')).method,
      'AWS::ApiGateway::Model': async () => (await import('./resources/named-parts.ts')).model,
      'AWS::ApiGateway::RequestValidator': async () =>
        (await import('./resources/parts.ts')).requestValidator,
      'AWS::ApiGateway::Resource': async () => (await import('./resources/parts.ts')).resource,
      'AWS::ApiGateway::RestApi': async () => (await import('./resources/rest-api.ts')).restApi,
      'AWS::ApiGateway::Stage': async () => (await import('./resources/stage.ts')).stage,
      'AWS::ApiGateway::UsagePlan': async () => (await import('./resources/parts.ts')).usagePlan,
      'AWS::ApiGateway::UsagePlanKey': async () => (await import('./resources/named-parts.ts')).usagePlanKey,
      'AWS::ApiGateway::VpcLink': async () => (await import('./resources/parts.ts')).vpcLink,
    },
    start: async (surroundings) => {
      await node.start(surroundings)
      rooms.answerApis({
        names: node.names,
        load: async () => {
          const { restApis } = await import('./adapters/rest-apis.ts')
          return restApis(await node.room(), surroundings)
        },
      })
      return { stop: () => node.stop() }
    },
  }
}
