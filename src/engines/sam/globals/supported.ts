/** Which properties Globals may set for which type. Source: SAM, "Globals section of the template"; aws-sam-translator 1.115.0. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Properties by section, in the order in which messages list them. */
export const supportedGlobals: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'Function',
    words(`
      Handler Runtime CodeUri DeadLetterQueue Description MemorySize Timeout VpcConfig Environment Tags PropagateTags
      Tracing KmsKeyArn AutoPublishAlias AutoPublishAliasAllProperties Layers DeploymentPreference RolePath
      PermissionsBoundary ReservedConcurrentExecutions ProvisionedConcurrencyConfig AssumeRolePolicyDocument
      EventInvokeConfig FileSystemConfigs CodeSigningConfigArn Architectures SnapStart EphemeralStorage
      FunctionUrlConfig RuntimeManagementConfig LoggingConfig RecursiveLoop SourceKMSKeyArn TenancyConfig
      DurableConfig CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished VersionDeletionPolicy`),
  ],
  [
    'Api',
    words(`
      Auth Name DefinitionUri CacheClusterEnabled CacheClusterSize MergeDefinitions Variables EndpointConfiguration
      MethodSettings BinaryMediaTypes MinimumCompressionSize Cors GatewayResponses AccessLogSetting CanarySetting
      TracingEnabled OpenApiVersion Domain AlwaysDeploy PropagateTags SecurityPolicy EndpointAccessMode`),
  ],
  [
    'HttpApi',
    words(`
      Auth AccessLogSettings StageVariables Tags CorsConfiguration DefaultRouteSettings Domain RouteSettings
      FailOnWarnings PropagateTags`),
  ],
  ['SimpleTable', ['SSESpecification']],
  ['StateMachine', ['PropagateTags']],
  ['LayerVersion', ['PublishLambdaVersion']],
  [
    'CapacityProvider',
    words(`
      VpcConfig OperatorRole Tags InstanceRequirements ScalingConfig KmsKeyArn PropagateTags LoggingConfig
      ManagedResourceTags`),
  ],
  [
    'MicrovmImage',
    words(`
      BuildRoleArn BaseImageArn BaseImageVersion Logging EgressNetworkConnectors CpuConfigurations Resources
      AdditionalOsCapabilities Hooks EnvironmentVariables Tags PropagateTags`),
  ],
  ['NetworkConnector', words('OperatorRole Tags PropagateTags')],
  [
    'WebSocketApi',
    words(`
      AccessLogSettings ApiKeySelectionExpression DefaultRouteSettings DisableExecuteApiEndpoint
      DisableSchemaValidation Domain FailOnWarnings IpAddressType PropagateTags RouteSelectionExpression
      RouteSettings StageVariables Tags`),
  ],
])
