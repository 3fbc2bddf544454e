import type { ServiceDefinition } from '../../dispatch/index.ts'
import { createOnce } from '../../gateway/index.ts'
import { foundAgain } from './creating-once.ts'
import { operations } from './operations-table.ts'

/** API Gateway: REST APIs. */
export const service: ServiceDefinition = {
  prefix: 'apigateway',
  model: 'api-gateway',
  operations,
  inner: { CreateOnce: createOnce(operations, foundAgain) },
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
    'AWS::ApiGateway::RequestValidator': async () => (await import('./resources/parts.ts')).requestValidator,
    'AWS::ApiGateway::Resource': async () => (await import('./resources/parts.ts')).resource,
    'AWS::ApiGateway::RestApi': async () => (await import('./resources/rest-api.ts')).restApi,
    'AWS::ApiGateway::Stage': async () => (await import('./resources/stage.ts')).stage,
    'AWS::ApiGateway::UsagePlan': async () => (await import('./resources/parts.ts')).usagePlan,
    'AWS::ApiGateway::UsagePlanKey': async () => (await import('./resources/named-parts.ts')).usagePlanKey,
    'AWS::ApiGateway::VpcLink': async () => (await import('./resources/parts.ts')).vpcLink,
  },
}
