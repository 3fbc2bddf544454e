/**
 * A table of data: the properties that may name files of this machine, and what takes their place.
 * Source: AWS CLI Command Reference, "cloudformation package"; the same list in aws/aws-sam-cli.
 */

/** How a file is handed over, and how the template refers to it then. */
export interface LocalProperty {
  /** Its path inside the properties. */
  readonly property: string
  /**
   * `archive`: a folder becomes a zip, other files too unless they are one. `file`: as it is. `template`: a template, whose own files are
   * handed over first.
   */
  readonly content: 'archive' | 'file' | 'template'
  /** A location `s3://bucket/key`, an object with these members, or an HTTPS address. */
  readonly reference: 'location' | 'address' | { readonly bucket: string; readonly key: string }
  /** A resource without the property has the template's folder. */
  readonly required?: boolean
}

const bucketAndKey = { bucket: 'S3Bucket', key: 'S3Key' }
const plainBucketAndKey = { bucket: 'Bucket', key: 'Key' }

export const localProperties: Readonly<Record<string, readonly LocalProperty[]>> = {
  'AWS::Serverless::Function': [
    { property: 'CodeUri', content: 'archive', reference: 'location', required: true },
  ],
  'AWS::Serverless::LayerVersion': [
    { property: 'ContentUri', content: 'archive', reference: 'location', required: true },
  ],
  'AWS::Serverless::Api': [{ property: 'DefinitionUri', content: 'file', reference: 'location' }],
  'AWS::Serverless::HttpApi': [{ property: 'DefinitionUri', content: 'file', reference: 'location' }],
  'AWS::Serverless::StateMachine': [{ property: 'DefinitionUri', content: 'file', reference: 'location' }],
  'AWS::Serverless::GraphQLApi': [{ property: 'SchemaUri', content: 'file', reference: 'location' }],
  'AWS::Serverless::Application': [{ property: 'Location', content: 'template', reference: 'address' }],
  'AWS::ServerlessRepo::Application': [
    { property: 'ReadmeUrl', content: 'file', reference: 'location' },
    { property: 'LicenseUrl', content: 'file', reference: 'location' },
  ],
  'AWS::Lambda::Function': [
    { property: 'Code', content: 'archive', reference: bucketAndKey, required: true },
  ],
  'AWS::Lambda::LayerVersion': [
    { property: 'Content', content: 'archive', reference: bucketAndKey, required: true },
  ],
  'AWS::ApiGateway::RestApi': [{ property: 'BodyS3Location', content: 'file', reference: plainBucketAndKey }],
  'AWS::ApiGatewayV2::Api': [{ property: 'BodyS3Location', content: 'file', reference: plainBucketAndKey }],
  'AWS::StepFunctions::StateMachine': [
    { property: 'DefinitionS3Location', content: 'file', reference: plainBucketAndKey },
  ],
  'AWS::AppSync::GraphQLSchema': [
    { property: 'DefinitionS3Location', content: 'file', reference: 'location' },
  ],
  'AWS::AppSync::Resolver': [
    { property: 'RequestMappingTemplateS3Location', content: 'file', reference: 'location' },
    { property: 'ResponseMappingTemplateS3Location', content: 'file', reference: 'location' },
    { property: 'CodeS3Location', content: 'file', reference: 'location' },
  ],
  'AWS::AppSync::FunctionConfiguration': [
    { property: 'RequestMappingTemplateS3Location', content: 'file', reference: 'location' },
    { property: 'ResponseMappingTemplateS3Location', content: 'file', reference: 'location' },
    { property: 'CodeS3Location', content: 'file', reference: 'location' },
  ],
  'AWS::ElasticBeanstalk::ApplicationVersion': [
    { property: 'SourceBundle', content: 'archive', reference: bucketAndKey, required: true },
  ],
  'AWS::Glue::Job': [{ property: 'Command.ScriptLocation', content: 'file', reference: 'location' }],
  'AWS::CodeCommit::Repository': [{ property: 'Code.S3', content: 'archive', reference: plainBucketAndKey }],
  'AWS::CloudFormation::Stack': [{ property: 'TemplateURL', content: 'template', reference: 'address' }],
  'AWS::CloudFormation::StackSet': [{ property: 'TemplateURL', content: 'template', reference: 'address' }],
  'AWS::CloudFormation::ModuleVersion': [
    { property: 'ModulePackage', content: 'archive', reference: 'location' },
  ],
  'AWS::CloudFormation::ResourceVersion': [
    { property: 'SchemaHandlerPackage', content: 'archive', reference: 'location' },
  ],
}
