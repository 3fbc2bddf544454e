/**
 * Whose resource types are kept as records here, and why: what a server that runs functions on one machine does not have,
 * and what templates of such applications mention all the same. A type that a service here makes is never among them:
 * services are asked first.
 *
 * Left out on purpose: whatever would call functions and then does not (AppSync, Connect, Lex, IoT Events), whatever AWS offers
 * but hardly any serverless template names. Those are refused.
 */
const networks = 'There is no network of its own here: functions reach what the machine reaches.'
const names = 'Names, certificates and edges of the public internet are not made here.'
const machines = 'Machines and containers are not run here.'
const databases = 'The database server is not run here.'
const pipelines = 'Builds and deployments of the delivery pipeline are not run here.'
const watching = 'Nothing is traced, audited or metered by this service here.'
const people = 'Sign-in is not offered here.'
const exchanges = 'Tokens are not exchanged for credentials of AWS here.'
const pages = 'Pools have a plain sign-in page here, and neither brands, risk scores nor logs of their own.'
const sending = 'Nothing is sent to the world from here.'
const data = 'Data are not stored, moved or queried by this service here.'

/** Reasons by namespace. */
export const namespaceReasons: Readonly<Record<`AWS::${string}`, string>> = {
  'AWS::ACMPCA': names,
  'AWS::APS': watching,
  'AWS::AccessAnalyzer': watching,
  'AWS::AmazonMQ': machines,
  'AWS::AppConfig': pipelines,
  'AWS::AppRunner': machines,
  'AWS::ApplicationAutoScaling': machines,
  'AWS::ApplicationInsights': watching,
  'AWS::ApplicationSignals': watching,
  'AWS::Athena': data,
  'AWS::AutoScaling': machines,
  'AWS::Backup': data,
  'AWS::Batch': machines,
  'AWS::Budgets': watching,
  'AWS::CE': watching,
  'AWS::CUR': watching,
  'AWS::CertificateManager': names,
  'AWS::Chatbot': sending,
  'AWS::CloudFront': names,
  'AWS::CloudTrail': watching,
  'AWS::CodeArtifact': pipelines,
  'AWS::CodeBuild': pipelines,
  'AWS::CodeCommit': pipelines,
  'AWS::CodeConnections': pipelines,
  'AWS::CodeGuruProfiler': watching,
  'AWS::CodePipeline': pipelines,
  'AWS::CodeStarConnections': pipelines,
  'AWS::CodeStarNotifications': pipelines,
  'AWS::Config': watching,
  'AWS::DAX': databases,
  'AWS::DLM': data,
  'AWS::DMS': data,
  'AWS::DSQL': databases,
  'AWS::DevOpsGuru': watching,
  'AWS::DocDB': databases,
  'AWS::EC2': networks,
  'AWS::ECR': machines,
  'AWS::ECS': machines,
  'AWS::EFS': data,
  'AWS::EKS': machines,
  'AWS::ElastiCache': databases,
  'AWS::ElasticLoadBalancing': networks,
  'AWS::ElasticLoadBalancingV2': networks,
  'AWS::Elasticsearch': databases,
  'AWS::FIS': watching,
  'AWS::FSx': data,
  'AWS::GlobalAccelerator': networks,
  'AWS::Glue': data,
  'AWS::Grafana': watching,
  'AWS::GuardDuty': watching,
  'AWS::Inspector': watching,
  'AWS::InspectorV2': watching,
  'AWS::InternetMonitor': watching,
  'AWS::IoT': sending,
  'AWS::KinesisFirehose': data,
  'AWS::LakeFormation': data,
  'AWS::MSK': machines,
  'AWS::Macie': watching,
  'AWS::MemoryDB': databases,
  'AWS::Neptune': databases,
  'AWS::NetworkFirewall': networks,
  'AWS::Oam': watching,
  'AWS::OpenSearchServerless': databases,
  'AWS::OpenSearchService': databases,
  'AWS::Pinpoint': sending,
  'AWS::RAM': people,
  'AWS::RDS': databases,
  'AWS::RUM': watching,
  'AWS::Redshift': databases,
  'AWS::RedshiftServerless': databases,
  'AWS::ResourceGroups': watching,
  'AWS::Route53': names,
  'AWS::Route53Resolver': names,
  'AWS::SES': sending,
  'AWS::SSO': people,
  'AWS::SecurityHub': watching,
  'AWS::ServiceCatalog': pipelines,
  'AWS::ServiceCatalogAppRegistry': watching,
  'AWS::ServiceDiscovery': names,
  'AWS::Shield': networks,
  'AWS::Signer': pipelines,
  'AWS::Synthetics': watching,
  'AWS::Timestream': databases,
  'AWS::Transfer': data,
  'AWS::VpcLattice': networks,
  'AWS::WAF': networks,
  'AWS::WAFRegional': networks,
  'AWS::WAFv2': networks,
  'AWS::XRay': watching,
}

/** Reasons of single types whose namespace is that of a service here. */
export const typeReasons: Readonly<Record<`AWS::${string}`, string>> = {
  'AWS::CDK::Metadata': watching,
  'AWS::CloudWatch::AnomalyDetector': watching,
  'AWS::CloudWatch::InsightRule': watching,
  'AWS::CloudWatch::MetricStream': watching,
  'AWS::Cognito::IdentityPool': exchanges,
  'AWS::Cognito::IdentityPoolPrincipalTag': exchanges,
  'AWS::Cognito::IdentityPoolRoleAttachment': exchanges,
  'AWS::Cognito::LogDeliveryConfiguration': pages,
  'AWS::Cognito::ManagedLoginBranding': pages,
  'AWS::Cognito::Terms': pages,
  'AWS::Cognito::UserPoolRiskConfigurationAttachment': pages,
  'AWS::Cognito::UserPoolUICustomizationAttachment': pages,
  'AWS::S3::AccessGrant': people,
  'AWS::S3::AccessGrantsInstance': people,
  'AWS::S3::AccessGrantsLocation': people,
  'AWS::S3::StorageLens': watching,
  'AWS::S3::StorageLensGroup': watching,
  'AWS::SSM::Association': machines,
  'AWS::SSM::Document': machines,
  'AWS::SSM::MaintenanceWindow': machines,
  'AWS::SSM::MaintenanceWindowTarget': machines,
  'AWS::SSM::MaintenanceWindowTask': machines,
  'AWS::SSM::PatchBaseline': machines,
  'AWS::SSM::ResourceDataSync': machines,
}

/** Why resources of a type are records, or nothing for a type that is none of these. */
export function reasonOf(typeName: string): string | undefined {
  const namespace = typeName.split('::').slice(0, 2).join('::')
  const single = Object.hasOwn(typeReasons, typeName) ? typeReasons[typeName as `AWS::${string}`] : undefined
  if (single !== undefined) return single
  return Object.hasOwn(namespaceReasons, namespace)
    ? namespaceReasons[namespace as `AWS::${string}`]
    : undefined
}
