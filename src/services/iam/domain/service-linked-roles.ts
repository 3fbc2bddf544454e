/**
 * Service-linked roles that this server can make: the service, the role's name, AWS's policy for it, and whether a
 * suffix may be added. Source: the documentation of each service, "Using service-linked roles"; policies by their path
 * `/aws-service-role/`.
 */
export interface ServiceLinkedRole {
  readonly service: string
  readonly roleName: string
  readonly policyName: string
  readonly suffixAllowed?: boolean
}

const known: readonly ServiceLinkedRole[] = [
  {
    service: 'apprunner.amazonaws.com',
    roleName: 'AWSServiceRoleForAppRunner',
    policyName: 'AppRunnerServiceRolePolicy',
  },
  {
    service: 'autoscaling.amazonaws.com',
    roleName: 'AWSServiceRoleForAutoScaling',
    policyName: 'AutoScalingServiceRolePolicy',
    suffixAllowed: true,
  },
  {
    service: 'dynamodb.application-autoscaling.amazonaws.com',
    roleName: 'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable',
    policyName: 'AWSApplicationAutoscalingDynamoDBTablePolicy',
  },
  {
    service: 'ecs.application-autoscaling.amazonaws.com',
    roleName: 'AWSServiceRoleForApplicationAutoScaling_ECSService',
    policyName: 'AWSApplicationAutoscalingECSServicePolicy',
  },
  {
    service: 'lambda.application-autoscaling.amazonaws.com',
    roleName: 'AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency',
    policyName: 'AWSApplicationAutoscalingLambdaConcurrencyPolicy',
  },
  {
    service: 'cloudtrail.amazonaws.com',
    roleName: 'AWSServiceRoleForCloudTrail',
    policyName: 'CloudTrailServiceRolePolicy',
  },
  {
    service: 'config.amazonaws.com',
    roleName: 'AWSServiceRoleForConfig',
    policyName: 'AWSConfigServiceRolePolicy',
  },
  {
    service: 'ecs.amazonaws.com',
    roleName: 'AWSServiceRoleForECS',
    policyName: 'AmazonECSServiceRolePolicy',
  },
  {
    service: 'eks.amazonaws.com',
    roleName: 'AWSServiceRoleForAmazonEKS',
    policyName: 'AmazonEKSServiceRolePolicy',
  },
  {
    service: 'elasticache.amazonaws.com',
    roleName: 'AWSServiceRoleForElastiCache',
    policyName: 'ElastiCacheServiceRolePolicy',
  },
  {
    service: 'elasticloadbalancing.amazonaws.com',
    roleName: 'AWSServiceRoleForElasticLoadBalancing',
    policyName: 'AWSElasticLoadBalancingServiceRolePolicy',
  },
  {
    service: 'es.amazonaws.com',
    roleName: 'AWSServiceRoleForAmazonElasticsearchService',
    policyName: 'AmazonElasticsearchServiceRolePolicy',
  },
  {
    service: 'events.amazonaws.com',
    roleName: 'AWSServiceRoleForCloudWatchEvents',
    policyName: 'CloudWatchEventsServiceRolePolicy',
  },
  {
    service: 'apidestinations.events.amazonaws.com',
    roleName: 'AWSServiceRoleForAmazonEventBridgeApiDestinations',
    policyName: 'AmazonEventBridgeApiDestinationsServiceRolePolicy',
  },
  {
    service: 'guardduty.amazonaws.com',
    roleName: 'AWSServiceRoleForAmazonGuardDuty',
    policyName: 'AmazonGuardDutyServiceRolePolicy',
  },
  {
    service: 'ops.apigateway.amazonaws.com',
    roleName: 'AWSServiceRoleForAPIGateway',
    policyName: 'APIGatewayServiceRolePolicy',
  },
  {
    service: 'opensearchservice.amazonaws.com',
    roleName: 'AWSServiceRoleForAmazonOpenSearchService',
    policyName: 'AmazonOpenSearchServiceRolePolicy',
  },
  {
    service: 'organizations.amazonaws.com',
    roleName: 'AWSServiceRoleForOrganizations',
    policyName: 'AWSOrganizationsServiceTrustPolicy',
  },
  {
    service: 'rds.amazonaws.com',
    roleName: 'AWSServiceRoleForRDS',
    policyName: 'AmazonRDSServiceRolePolicy',
  },
  {
    service: 'replicator.lambda.amazonaws.com',
    roleName: 'AWSServiceRoleForLambdaReplicator',
    policyName: 'AWSLambdaReplicator',
  },
  {
    service: 'spot.amazonaws.com',
    roleName: 'AWSServiceRoleForEC2Spot',
    policyName: 'AWSEC2SpotServiceRolePolicy',
  },
  {
    service: 'ssm.amazonaws.com',
    roleName: 'AWSServiceRoleForAmazonSSM',
    policyName: 'AmazonSSMServiceRolePolicy',
  },
  {
    service: 'trustedadvisor.amazonaws.com',
    roleName: 'AWSServiceRoleForTrustedAdvisor',
    policyName: 'AWSTrustedAdvisorServiceRolePolicy',
  },
]

/** The role of a service; undefined when this server does not know it. */
export function serviceLinkedRoleOf(service: string): ServiceLinkedRole | undefined {
  return known.find((role) => role.service === service)
}

/** Roles below this path belong to services. */
export const serviceRolePath = '/aws-service-role/'

/** Whether a role is a service's own, which its account may not change. */
export function isServiceLinked(role: { readonly path: string }): boolean {
  return role.path.startsWith(serviceRolePath)
}
