import type { Dict } from '../../../../src/engines/sam/index.ts'
import { around, type Shape } from './shape.ts'

const attributes: Dict = {
  Condition: 'Chosen',
  DeletionPolicy: 'Delete',
  UpdateReplacePolicy: 'Retain',
  DependsOn: 'Other',
  Metadata: { M: 1 },
}

function shape(type: string, base: Dict, values: Shape['values']): Shape {
  const full = `AWS::Serverless::${type}`
  return {
    name: type,
    base,
    values: { ...values, Else: ['x'] },
    template: (properties) =>
      around({
        Plain: { Type: full, Properties: properties },
        Conditional: { Type: full, ...attributes, Properties: structuredClone(properties) },
        Reader: {
          Type: 'AWS::SSM::Parameter',
          DependsOn: ['Plain', 'Conditional'],
          Properties: {
            Value: { Ref: 'Plain' },
            Name: { 'Fn::Sub': '${Plain}-${Conditional.Arn}-${!Plain}-${Text}' },
            Type: { 'Fn::GetAtt': ['Conditional', 'Arn'] },
            Description: { 'Fn::GetAtt': 'Plain.Arn' },
          },
        },
      }),
  }
}

const list = [['a', { Ref: 'Text' }], 'x', [5], [[5]], { Ref: 'Text' }, []]

/** Types of resources beside functions and APIs. */
export const resourceShapes: readonly Shape[] = [
  shape(
    'SimpleTable',
    {},
    {
      PointInTimeRecoverySpecification: [{ PointInTimeRecoveryEnabled: true }],
      PrimaryKey: [
        { Name: 'k', Type: 'String' },
        { Name: 'k', Type: 'Number' },
        { Name: 'k', Type: 'Binary' },
        { Name: 'k', Type: 'S' },
        { Name: 'k' },
        { Type: 'String' },
        { Name: 5, Type: 'String' },
      ],
      ProvisionedThroughput: [
        { ReadCapacityUnits: 5, WriteCapacityUnits: { Ref: 'Number' } },
        { ReadCapacityUnits: 'x' },
      ],
      TableName: ['t', { Ref: 'Text' }],
      Tags: [{ a: 'b', 'lambda:createdBy': 'x' }],
      SSESpecification: [{ SSEEnabled: true }],
    },
  ),
  shape(
    'LayerVersion',
    { ContentUri: 's3://b/k' },
    {
      LayerName: ['l', { Ref: 'Text' }, { Ref: 'Number' }, { Ref: 'Missing' }, { 'Fn::Sub': 'x-${Text}' }],
      Description: ['d', { Ref: 'Number' }],
      PublishLambdaVersion: [true],
      ContentUri: [
        's3://b/k?versionId=1',
        './local',
        { Bucket: 'b', Key: 'k', Version: '1' },
        { Bucket: 'b' },
      ],
      CompatibleArchitectures: [['arm64', 'x86_64'], ['arm'], [{ Ref: 'Text' }]],
      CompatibleRuntimes: [['python3.13'], [{ Ref: 'Text' }], [5]],
      LicenseInfo: ['MIT'],
      RetentionPolicy: [
        'Retain',
        'Delete',
        'delete',
        'Snapshot',
        { Ref: 'Text' },
        { Ref: 'Missing' },
        { Ref: 'Number' },
      ],
    },
  ),
  shape(
    'Application',
    { Location: 's3://b/t.yaml' },
    {
      Location: [
        {
          ApplicationId: 'arn:aws:serverlessrepo:us-east-1:123456789012:applications/app',
          SemanticVersion: '1.0.0',
        },
        { ApplicationId: { Ref: 'Text' }, SemanticVersion: { 'Fn::FindInMap': ['Map', 'top', 'second'] } },
        { ApplicationId: { Ref: 'Missing' }, SemanticVersion: '1' },
        { ApplicationId: 'x', SemanticVersion: { Ref: 'Missing' } },
        { ApplicationId: 'x' },
        { SemanticVersion: '1' },
        { ApplicationId: null, SemanticVersion: '1' },
        { ApplicationId: 'x', SemanticVersion: '' },
        { ApplicationId: 5, SemanticVersion: '1' },
        { ApplicationId: 'x', SemanticVersion: 1 },
        { ApplicationId: '{{resolve:ssm:x}}', SemanticVersion: '1' },
      ],
      Parameters: [{ A: 'b' }],
      NotificationARNs: [['arn:t', { Ref: 'Topic' }]],
      Tags: [{ a: 'b' }, { 'lambda:createdBy': 'x' }],
      TimeoutInMinutes: [5, { Ref: 'Number' }],
      TemplateUrl: ['https://x'],
    },
  ),
  shape(
    'StateMachine',
    { DefinitionUri: 's3://b/k' },
    {
      Definition: [{ StartAt: 'A' }],
      DefinitionUri: [
        's3://b/k?versionId=1',
        './local',
        { Bucket: 'b', Key: 'k', Version: '1' },
        { Bucket: 'b' },
        { Ref: 'Text' },
      ],
      Logging: [{ Level: 'ALL' }],
      Role: ['arn:r', { 'Fn::GetAtt': ['R', 'Arn'] }, { 'Fn::If': ['Chosen', 'a', { Ref: 'AWS::NoValue' }] }],
      RolePath: ['/p/'],
      DefinitionSubstitutions: [{ a: 'b', c: { Ref: 'Text' } }],
      Name: ['n'],
      Type: ['EXPRESS'],
      Tags: [{ a: 'b' }, { 'stateMachine:createdBy': 'x' }],
      PropagateTags: [true],
      Policies: [
        'AmazonS3FullAccess',
        ['AmazonS3FullAccess', { Statement: [] }, { LambdaInvokePolicy: { FunctionName: { Ref: 'F' } } }],
        [{ LambdaInvokePolicy: {} }],
        [{ Else: {} }],
        { Statement: [] },
        { LambdaInvokePolicy: { FunctionName: 'f' } },
      ],
      Tracing: [{ Enabled: true }, { Enabled: false }],
      PermissionsBoundary: ['arn:pb'],
      AutoPublishAlias: ['live', { Ref: 'Text' }],
      DeploymentPreference: [{ Type: 'LINEAR', Interval: 5 }],
      UseAliasAsEventTarget: [true],
      Events: [{ E: { Type: 'Else' } }, { E: null }, { E: 5 }],
    },
  ),
  {
    ...shape(
      'StateMachine',
      { Definition: { StartAt: 'A' } },
      {
        Definition: [
          {
            StartAt: 'A',
            States: { A: { Type: 'Task', Resource: { 'Fn::GetAtt': ['F', 'Arn'] }, End: true } },
          },
          {
            b: [1, { Ref: 'X' }, { c: { 'Fn::Sub': '${X}' } }],
            a: '{{resolve:ssm:x}}',
            ü: 'é😀"\\',
            n: null,
            e: [],
            o: {},
          },
          { Ref: 'Text' },
        ],
        DefinitionSubstitutions: [{ definition_substitution_1: 'own', x: 'y' }],
        AutoPublishAlias: ['live'],
        DeploymentPreference: [{ Type: 'LINEAR' }],
        UseAliasAsEventTarget: [true],
        Role: ['arn:r'],
        Policies: ['AWSLambdaRole'],
      },
    ),
    name: 'state machine with a definition',
  },
  shape(
    'CapacityProvider',
    { VpcConfig: { SubnetIds: ['subnet-1'] } },
    {
      CapacityProviderName: ['n', { Ref: 'Text' }],
      VpcConfig: [
        ...list.map((SubnetIds) => ({ SubnetIds })),
        { SubnetIds: ['s'], SecurityGroupIds: ['g'] },
        { SecurityGroupIds: ['g'] },
        { SubnetIds: ['s'], Else: 1 },
        { SubnetIds: null },
      ],
      OperatorRole: ['arn:r', { 'Fn::GetAtt': ['R', 'Arn'] }],
      Tags: [{ a: 'b', 'lambda:createdBy': 'x' }],
      PropagateTags: [true],
      InstanceRequirements: [
        { Architectures: ['arm64'], AllowedTypes: ['m5.large'] },
        { ExcludedTypes: ['x'] },
        { AllowedTypes: ['a'], ExcludedTypes: ['b'] },
        { AllowedTypes: null, ExcludedTypes: ['b'] },
        ...list.map((Architectures) => ({ Architectures })),
        { Else: 1, More: 2 },
      ],
      ScalingConfig: [
        { MaxVCpuCount: 10 },
        { AverageCPUUtilization: 70.5 },
        { MaxVCpuCount: '10', AverageCPUUtilization: '70' },
        { MaxVCpuCount: 'x', AverageCPUUtilization: [] },
        { MaxVCpuCount: { Ref: 'Number' }, AverageCPUUtilization: { Ref: 'Number' } },
        { MaxVCpuCount: 1.5 },
        { MaxVCpuCount: true },
      ],
      KmsKeyArn: ['arn:k'],
      LoggingConfig: [{ SystemLogLevel: 'x' }],
      ManagedResourceTags: [{ Tags: { a: 'b' } }, { Tags: {} }, { Tags: null }, { Else: 1 }],
    },
  ),
  shape(
    'NetworkConnector',
    { VpcConfig: { SubnetIds: ['s'], SecurityGroupIds: ['g'], NetworkProtocol: 'IPv4' } },
    {
      Name: ['n', { Ref: 'Text' }],
      VpcConfig: [
        { SubnetIds: ['s'] },
        { SubnetIds: 's', SecurityGroupIds: ['g'], NetworkProtocol: 'X' },
        { SubnetIds: ['s'], SecurityGroupIds: ['g'], NetworkProtocol: { Ref: 'Text' }, Else: 1 },
      ],
      ComputeTypes: [
        ['MicroVm'],
        ['WebFunction'],
        ['Else'],
        ['MicroVm', 'WebFunction'],
        [],
        [{ Ref: 'Text' }],
        [5],
      ],
      OperatorRole: ['arn:r'],
      Tags: [{ a: 'b' }],
      PropagateTags: [true],
    },
  ),
  shape(
    'MicrovmImage',
    { Name: 'n', CodeUri: 's3://b/k', BaseImageArn: 'arn:i', BaseImageVersion: '1' },
    {
      Name: [5, { Ref: 'Text' }],
      CodeUri: ['s3://', 's3:///k', 'https://x', { Ref: 'Text' }, { 'Fn::Sub': 's3://${Text}/k' }],
      BuildRoleArn: ['arn:r'],
      Description: ['d'],
      Tags: [{ a: 'b' }],
      Logging: [
        { Disabled: true },
        { CloudWatch: { LogGroup: 'g', LogStream: 5 } },
        { Disabled: 'x' },
        { Disabled: { Ref: 'Text' } },
      ],
      EgressNetworkConnectors: [['arn:c']],
      CpuConfigurations: [[{ Architecture: 'ARM_64' }], [{ Architecture: 'X86' }], [{}], ['x']],
      Resources: [[{ MinimumMemoryInMiB: 512 }], [{ MinimumMemoryInMiB: 'x' }]],
      AdditionalOsCapabilities: [['ALL'], ['NONE']],
      Hooks: [
        { Port: 80, MicrovmHooks: { Run: 'ENABLED', RunTimeoutInSeconds: 5 } },
        { MicrovmImageHooks: { Ready: 'X' } },
        { MicrovmHooks: 'x' },
      ],
      EnvironmentVariables: [{ A: 'b' }],
      PropagateTags: [true],
    },
  ),
  shape(
    'WebFunction',
    { CodeUri: 's3://b/k', Runtime: 'nodejs24.x', AuthType: 'IamAuth' },
    {
      FunctionName: ['n', { Ref: 'Text' }],
      Tags: [{ a: 'b' }, { 'lambda:createdBy': 'x' }],
      ReplicaRegions: [
        ['EU', 'us-east-1', { Ref: 'Text' }],
        ['ALL_STANDARD'],
        ['sparse_global'],
        ['Mars', 'Venus'],
        { IncludeRegions: ['US', 'EU'], ExcludeRegions: ['us-east-1', 'eu-west-1'] },
        { IncludeRegions: ['US', { Ref: 'Text' }], ExcludeRegions: ['us-east-1'] },
        { IncludeRegions: ['US'], ExcludeRegions: [{ Ref: 'Text' }] },
        { ExcludeRegions: ['US'] },
        { IncludeRegions: { Ref: 'Text' } },
        { IncludeRegions: ['US'], Else: 1, More: 2 },
        {},
      ],
      CodeUri: ['s3://b/k?versionId=1', { Bucket: 'b', Key: 'k', Version: 'v' }, './local'],
      InlineCode: ['x'],
      RevisionDescription: ['d'],
      KmsKeyArn: ['arn:k'],
      ExecutionRoleArn: ['arn:r'],
      EnvironmentVariables: [
        { A: 'b', C: true, D: 5, E: 1.5, F: false },
        { '1A': 'x' },
        { A: '' },
        { A: 'x'.repeat(4097) },
      ],
      EntryPoint: ['index.js'],
      MaxConcurrencyPerEnvironment: [5],
      EgressNetworkConnectorArn: ['arn:aws:lambda:eu-west-1:1:network-connector:x:1', 'arn:x'],
      Timeout: [3, 900, 2, 901],
      LoggingConfig: [{ LogGroup: 'x' }],
      RevisionWeights: [{ a: 100 }],
      EndpointName: ['e'],
      EndpointType: ['MultiRegion', 'PerRegion'],
      EndpointDescription: ['d'],
      ScalingConfig: [{ Max: 1 }],
      ThrottleConfig: [{ Rate: 1 }],
      AutoDeploymentMode: ['LatestRevision', 'Disabled', 'Else', { Ref: 'Missing' }],
    },
  ),
  {
    ...shape(
      'WebFunction',
      {
        CodeUri: 's3://b/k',
        Runtime: 'nodejs24.x',
        AuthType: 'IamAuth',
        AutoDeploymentMode: 'Disabled',
        RevisionWeights: { a: 100 },
      },
      {
        RevisionWeights: [
          { a: 50, b: 50 },
          { a: 50 },
          { a: 0 },
          { a: 'x' },
          { a: { Ref: 'Number' }, b: 5 },
          { a: 1, b: 1, c: 98 },
          { Ref: 'Text' },
          ['x'],
        ],
        EndpointType: ['MultiRegion', 'PerRegion'],
      },
    ),
    name: 'web function with weights',
  },
]

const globals = (section: string, resource: Dict, values: Shape['values']): Shape => ({
  name: `globals of ${section}`,
  base: {},
  values,
  template: (properties) =>
    around(
      {
        Plain: { Type: `AWS::Serverless::${section}`, Properties: resource },
        Bare: { Type: `AWS::Serverless::${section}` },
      },
      { Globals: { [section]: properties } },
    ),
})

/** Globals of types beside functions and APIs. */
export const globalsShapes: readonly Shape[] = [
  globals(
    'SimpleTable',
    { SSESpecification: { A: 1 } },
    { SSESpecification: [{ SSEEnabled: true }], Tags: [{ a: 'b' }] },
  ),
  globals('StateMachine', { DefinitionUri: 's3://b/k', Tags: { a: 'b' } }, { PropagateTags: [true] }),
  globals('LayerVersion', { ContentUri: 's3://b/k' }, { PublishLambdaVersion: [true] }),
  globals(
    'CapacityProvider',
    {
      VpcConfig: { SubnetIds: ['a'] },
      InstanceRequirements: { Architectures: ['x'] },
      ManagedResourceTags: { Tags: { own: '1' } },
    },
    {
      VpcConfig: [{ SubnetIds: ['b'] }],
      InstanceRequirements: [{ Architectures: ['arm64'], AllowedTypes: ['t'] }],
      ManagedResourceTags: [{ Tags: { own: '2', given: '3' } }],
    },
  ),
  globals('NetworkConnector', {}, { Tags: [{ a: 'b' }] }),
  globals('MicrovmImage', {}, { Logging: [{ Disabled: true }] }),
  globals('Application', {}, { Tags: [{ a: 'b' }] }),
]
