import type { Resource } from './model/resource.ts'
import { type Dict, get, isDict } from './python/values.ts'

/** Types whose resources may take the id of an existing one of a type: the SAM resource that they are made of, or themselves. */
const shared: Readonly<Record<string, readonly string[]>> = {
  'AWS::Lambda::Function': ['AWS::Serverless::Function'],
  'AWS::Lambda::WebFunction': ['AWS::Serverless::WebFunction'],
  'AWS::Lambda::LayerVersion': ['AWS::Serverless::LayerVersion'],
  'AWS::Lambda::CapacityProvider': ['AWS::Serverless::CapacityProvider'],
  'AWS::Lambda::MicrovmImage': ['AWS::Serverless::MicrovmImage'],
  'AWS::Lambda::NetworkConnector': ['AWS::Serverless::NetworkConnector'],
  'AWS::ApiGateway::RestApi': ['AWS::Serverless::Api'],
  'AWS::ApiGatewayV2::Api': ['AWS::Serverless::HttpApi', 'AWS::Serverless::WebSocketApi'],
  'AWS::S3::Bucket': ['AWS::S3::Bucket'],
  'AWS::SNS::Topic': ['AWS::SNS::Topic'],
  'AWS::DynamoDB::Table': ['AWS::Serverless::SimpleTable'],
  'AWS::CloudFormation::Stack': ['AWS::Serverless::Application'],
  'AWS::Cognito::UserPool': ['AWS::Cognito::UserPool'],
  'AWS::ApiGateway::DomainName': ['AWS::ApiGateway::DomainName'],
  'AWS::ApiGateway::BasePathMapping': ['AWS::ApiGateway::BasePathMapping'],
  'AWS::ApiGateway::DomainNameV2': ['AWS::ApiGateway::DomainNameV2'],
  'AWS::ApiGateway::BasePathMappingV2': ['AWS::ApiGateway::BasePathMappingV2'],
  'AWS::StepFunctions::StateMachine': ['AWS::Serverless::StateMachine'],
  'AWS::AppSync::GraphQLApi': ['AWS::Serverless::GraphQLApi'],
}

/** Whether a resource that was made may have its id in a template with these resources. */
export function mayShareId(made: Resource, existing: Dict): boolean {
  const other = get(existing, made.logicalId)
  if (!isDict(other)) return true
  // A single name is compared as a text that contains the other's type: `AWS::Serverless::Api` does not contain `...HttpApi`.
  const allowed = shared[made.kind.type]
  return allowed !== undefined && typeof other.Type === 'string' && allowed.includes(other.Type)
}
