/**
 * What ids, names, ARNs and addresses of AWS look like, by type and attribute: texts with places in braces, which
 * `attributes.ts` fills. `{hex17}`, `{uuid}`, `{upper14}`, `{digits10}` and the like are made of the resource's seed, the same wherever they
 * stand in it unless a word tells them apart (`{hex17:acl}`); `{name}` is the name that the template gives or that was made for
 * it, `{prop:X|Y|#z}` the first of these properties that is given, or the text. Sources: the template reference's "Return values" of each type, and the
 * Service Authorization Reference for ARNs.
 */
export type Form = string | number | boolean | readonly string[]

export interface TypeForm {
  /** By attribute. */
  readonly attributes?: Readonly<Record<string, Form>>
  /** What `Ref` gives, where it follows neither from the primary identifier nor from `refIdentifier`. */
  readonly ref?: string
  /** The property that names it, and what a name that is made may be. Unit of `max`: characters. */
  readonly name?: { readonly property?: string; readonly max?: number; readonly lowerCase?: boolean }
}

/** Attributes of EC2 that are ids, by type: `VPC: 'VpcId vpc-'`. */
const ec2Ids: Readonly<Record<string, string>> = {
  CapacityReservation: 'Id cr-',
  CarrierGateway: 'CarrierGatewayId cagw-',
  ClientVpnEndpoint: 'Id cvpn-endpoint-',
  CustomerGateway: 'CustomerGatewayId cgw-',
  DHCPOptions: 'DhcpOptionsId dopt-',
  EC2Fleet: 'FleetId fleet-',
  EIPAssociation: 'Id eipassoc-',
  EgressOnlyInternetGateway: 'Id eigw-',
  FlowLog: 'Id fl-',
  GatewayRouteTableAssociation: 'AssociationId rtbassoc-',
  Host: 'HostId h-',
  IPAM: 'IpamId ipam-',
  IPAMPool: 'IpamPoolId ipam-pool-',
  IPAMScope: 'IpamScopeId ipam-scope-',
  InstanceConnectEndpoint: 'Id eice-',
  InternetGateway: 'InternetGatewayId igw-',
  NetworkAcl: 'Id acl-',
  NetworkInterfaceAttachment: 'AttachmentId eni-attach-',
  RouteTable: 'RouteTableId rtb-',
  SecurityGroupEgress: 'Id sgr-',
  SecurityGroupIngress: 'Id sgr-',
  SubnetCidrBlock: 'Id subnet-cidr-assoc-',
  SubnetNetworkAclAssociation: 'AssociationId aclassoc-',
  SubnetRouteTableAssociation: 'Id rtbassoc-',
  TrafficMirrorFilter: 'Id tmf-',
  TrafficMirrorSession: 'Id tms-',
  TrafficMirrorTarget: 'Id tmt-',
  TransitGateway: 'Id tgw-',
  TransitGatewayAttachment: 'Id tgw-attach-',
  TransitGatewayPeeringAttachment: 'TransitGatewayAttachmentId tgw-attach-',
  TransitGatewayRouteTable: 'TransitGatewayRouteTableId tgw-rtb-',
  TransitGatewayVpcAttachment: 'Id tgw-attach-',
  VPCCidrBlock: 'Id vpc-cidr-assoc-',
  VPCEndpointService: 'ServiceId vpce-svc-',
  VPCPeeringConnection: 'Id pcx-',
  VPNConnection: 'VpnConnectionId vpn-',
  VPNGateway: 'VPNGatewayId vgw-',
  VerifiedAccessGroup: 'VerifiedAccessGroupId vagr-',
  VerifiedAccessInstance: 'VerifiedAccessInstanceId vai-',
  Volume: 'VolumeId vol-',
}

const ec2: Readonly<Record<string, TypeForm>> = {
  ...Object.fromEntries(
    Object.entries(ec2Ids).map(([type, text]) => {
      const [attribute = '', prefix = ''] = text.split(' ')
      return [`AWS::EC2::${type}`, { attributes: { [attribute]: `${prefix}{hex17}` } }]
    }),
  ),
  'AWS::EC2::EIP': { attributes: { AllocationId: 'eipalloc-{hex17}', PublicIp: '203.0.113.{octet}' } },
  'AWS::EC2::Instance': {
    attributes: {
      InstanceId: 'i-{hex17}',
      AvailabilityZone: '{region}a',
      PrivateDnsName: 'ip-10-0-0-{octet}.ec2.internal',
      PrivateIp: '10.0.0.{octet}',
      PublicDnsName: 'ec2-203-0-113-{octet}.compute-1.{suffix}',
      PublicIp: '203.0.113.{octet}',
      VpcId: 'vpc-{hex17:vpc}',
    },
  },
  'AWS::EC2::KeyPair': { attributes: { KeyPairId: 'key-{hex17}' } },
  'AWS::EC2::LaunchTemplate': {
    attributes: { LaunchTemplateId: 'lt-{hex17}', LatestVersionNumber: '1', DefaultVersionNumber: '1' },
  },
  'AWS::EC2::NatGateway': {
    attributes: { NatGatewayId: 'nat-{hex17}', EniId: 'eni-{hex17}' },
  },
  'AWS::EC2::NetworkInterface': {
    attributes: { Id: 'eni-{hex17}', PrimaryPrivateIpAddress: '10.0.0.{octet}', VpcId: 'vpc-{hex17:vpc}' },
  },
  'AWS::EC2::PlacementGroup': { attributes: { GroupId: 'pg-{hex17}' } },
  'AWS::EC2::PrefixList': {
    attributes: {
      PrefixListId: 'pl-{hex17}',
      Version: 1,
      Arn: 'arn:{partition}:ec2:{region}:{account}:prefix-list/pl-{hex17}',
    },
  },
  'AWS::EC2::Route': {
    attributes: { CidrBlock: '{prop:DestinationCidrBlock|DestinationIpv6CidrBlock|DestinationPrefixListId}' },
  },
  'AWS::EC2::SecurityGroup': {
    attributes: { Id: 'sg-{hex17}', GroupId: 'sg-{hex17}', VpcId: '{prop:VpcId}' },
    name: { property: 'GroupName', max: 255 },
  },
  'AWS::EC2::SpotFleet': { attributes: { Id: 'sfr-{uuid}' } },
  'AWS::EC2::Subnet': {
    attributes: {
      SubnetId: 'subnet-{hex17}',
      AvailabilityZone: '{prop:AvailabilityZone}',
      NetworkAclAssociationId: 'aclassoc-{hex17}',
      Ipv6CidrBlocks: [],
    },
  },
  'AWS::EC2::VPC': {
    attributes: {
      VpcId: 'vpc-{hex17}',
      CidrBlock: '{prop:CidrBlock}',
      CidrBlockAssociations: ['vpc-cidr-assoc-{hex17}'],
      DefaultNetworkAcl: 'acl-{hex17:acl}',
      DefaultSecurityGroup: 'sg-{hex17:sg}',
      Ipv6CidrBlocks: [],
    },
  },
  'AWS::EC2::VPCEndpoint': {
    attributes: {
      Id: 'vpce-{hex17}',
      DnsEntries: ['{hex17:zone}:vpce-{hex17}-{hex8}.vpce.{region}.vpce.{suffix}'],
      NetworkInterfaceIds: [],
    },
  },
  'AWS::EC2::VPCGatewayAttachment': { attributes: { AttachmentType: 'IGW' } },
}

const lower = { lowerCase: true } as const

const others: Readonly<Record<string, TypeForm>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': {
    ref: '{prop:ResourceId}|{prop:ScalableDimension}|{prop:ServiceNamespace}',
  },
  'AWS::ApplicationAutoScaling::ScalingPolicy': {
    attributes: {
      Arn: 'arn:{partition}:autoscaling:{region}:{account}:scalingPolicy:{uuid}:resource/{name}:policyName/{name}',
    },
    name: { property: 'PolicyName' },
  },
  'AWS::CertificateManager::Certificate': {
    attributes: { CertificateArn: 'arn:{partition}:acm:{region}:{account}:certificate/{uuid}' },
  },
  'AWS::CloudFront::CachePolicy': { attributes: { Id: '{uuid}' } },
  'AWS::CloudFront::CloudFrontOriginAccessIdentity': {
    attributes: { Id: 'E{upper13}', S3CanonicalUserId: '{hex96}' },
  },
  'AWS::CloudFront::Distribution': {
    attributes: { Id: 'E{upper13}', DomainName: 'd{lower13}.cloudfront.net' },
  },
  'AWS::CloudFront::Function': {
    attributes: {
      FunctionARN: 'arn:{partition}:cloudfront::{account}:function/{name}',
      'FunctionMetadata.FunctionARN': 'arn:{partition}:cloudfront::{account}:function/{name}',
      Stage: 'LIVE',
    },
    name: { property: 'Name' },
  },
  'AWS::CloudFront::KeyGroup': { attributes: { Id: '{uuid}' } },
  'AWS::CloudFront::OriginAccessControl': { attributes: { Id: 'E{upper13}' } },
  'AWS::CloudFront::OriginRequestPolicy': { attributes: { Id: '{uuid}' } },
  'AWS::CloudFront::PublicKey': { attributes: { Id: 'K{upper13}' } },
  'AWS::CloudFront::ResponseHeadersPolicy': { attributes: { Id: '{uuid}' } },
  'AWS::CloudTrail::Trail': {
    attributes: { Arn: 'arn:{partition}:cloudtrail:{region}:{account}:trail/{name}' },
    name: { property: 'TrailName' },
  },
  'AWS::CodeBuild::Project': {
    attributes: { Arn: 'arn:{partition}:codebuild:{region}:{account}:project/{name}', Id: '{name}' },
    name: { property: 'Name' },
  },
  'AWS::CodeBuild::ReportGroup': {
    attributes: {
      Arn: 'arn:{partition}:codebuild:{region}:{account}:report-group/{name}',
      Id: 'arn:{partition}:codebuild:{region}:{account}:report-group/{name}',
    },
    name: { property: 'Name' },
  },
  'AWS::CodePipeline::Pipeline': {
    attributes: { Version: '1', Arn: 'arn:{partition}:codepipeline:{region}:{account}:{name}' },
    name: { property: 'Name' },
  },
  'AWS::Cognito::IdentityPool': { attributes: { Id: '{region}:{uuid}', Name: '{prop:IdentityPoolName}' } },
  'AWS::Config::ConfigRule': {
    attributes: {
      Arn: 'arn:{partition}:config:{region}:{account}:config-rule/config-rule-{lower6}',
      ConfigRuleId: 'config-rule-{lower6}',
      'Compliance.Type': 'INSUFFICIENT_DATA',
    },
  },
  'AWS::ECS::Cluster': {
    attributes: { Arn: 'arn:{partition}:ecs:{region}:{account}:cluster/{name}' },
    name: { property: 'ClusterName', max: 255 },
  },
  'AWS::ECS::Service': {
    attributes: {
      Name: '{name}',
      ServiceArn: 'arn:{partition}:ecs:{region}:{account}:service/{tail:Cluster|default}/{name}',
    },
    name: { property: 'ServiceName', max: 255 },
  },
  'AWS::ECS::TaskDefinition': {
    attributes: {
      TaskDefinitionArn: 'arn:{partition}:ecs:{region}:{account}:task-definition/{name}:1',
    },
    name: { property: 'Family', max: 255 },
  },
  'AWS::EFS::AccessPoint': {
    attributes: {
      AccessPointId: 'fsap-{hex17}',
      Arn: 'arn:{partition}:elasticfilesystem:{region}:{account}:access-point/fsap-{hex17}',
    },
  },
  'AWS::EFS::FileSystem': {
    attributes: {
      FileSystemId: 'fs-{hex17}',
      Arn: 'arn:{partition}:elasticfilesystem:{region}:{account}:file-system/fs-{hex17}',
    },
  },
  'AWS::EFS::MountTarget': { attributes: { Id: 'fsmt-{hex17}', IpAddress: '10.0.0.{octet}' } },
  'AWS::EKS::Cluster': {
    attributes: {
      Arn: 'arn:{partition}:eks:{region}:{account}:cluster/{name}',
      Endpoint: 'https://{upper32}.gr7.{region}.eks.{suffix}',
      OpenIdConnectIssuerUrl: 'https://oidc.eks.{region}.{suffix}/id/{upper32}',
      ClusterSecurityGroupId: 'sg-{hex17}',
    },
    name: { property: 'Name' },
  },
  'AWS::ElastiCache::CacheCluster': {
    attributes: {
      'ConfigurationEndpoint.Address': '{name}.{lower6}.cfg.cache.{suffix}',
      'ConfigurationEndpoint.Port': '{prop:Port|#11211}',
      'RedisEndpoint.Address': '{name}.{lower6}.0001.cache.{suffix}',
      'RedisEndpoint.Port': '{prop:Port|#6379}',
    },
    name: { property: 'ClusterName', max: 40, lowerCase: true },
  },
  'AWS::ElastiCache::ReplicationGroup': {
    attributes: {
      'ConfigurationEndPoint.Address': 'clustercfg.{name}.{lower6}.cache.{suffix}',
      'ConfigurationEndPoint.Port': '{prop:Port|#6379}',
      'PrimaryEndPoint.Address': 'master.{name}.{lower6}.cache.{suffix}',
      'PrimaryEndPoint.Port': '{prop:Port|#6379}',
      'ReaderEndPoint.Address': 'replica.{name}.{lower6}.cache.{suffix}',
      'ReaderEndPoint.Port': '{prop:Port|#6379}',
    },
    name: { property: 'ReplicationGroupId', max: 40, lowerCase: true },
  },
  'AWS::ElastiCache::ServerlessCache': {
    attributes: {
      ARN: 'arn:{partition}:elasticache:{region}:{account}:serverlesscache:{name}',
      'Endpoint.Address': '{name}-{lower6}.serverless.cache.{suffix}',
      'Endpoint.Port': '6379',
      'ReaderEndpoint.Address': '{name}-{lower6}.serverless.cache.{suffix}',
      'ReaderEndpoint.Port': '6380',
    },
  },
  'AWS::ElastiCache::SubnetGroup': { name: { ...lower, max: 255 } },
  'AWS::ElasticLoadBalancingV2::Listener': {
    attributes: { ListenerArn: '{arn:LoadBalancerArn|loadbalancer|listener}/{hex16}' },
  },
  'AWS::ElasticLoadBalancingV2::ListenerRule': {
    attributes: { RuleArn: '{arn:ListenerArn|listener|listener-rule}/{hex16}', IsDefault: false },
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    attributes: {
      LoadBalancerArn:
        'arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex16}',
      LoadBalancerFullName: 'app/{name}/{hex16}',
      LoadBalancerName: '{name}',
      DNSName: '{name}-{digits10}.{region}.elb.{suffix}',
      CanonicalHostedZoneID: 'Z35SXDOTRQ7X7K',
    },
    name: { property: 'Name', max: 32 },
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    attributes: {
      TargetGroupArn: 'arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex16}',
      TargetGroupFullName: 'targetgroup/{name}/{hex16}',
      TargetGroupName: '{name}',
    },
    name: { property: 'Name', max: 32 },
  },
  'AWS::IoT::TopicRule': {
    attributes: { Arn: 'arn:{partition}:iot:{region}:{account}:rule/{name}' },
    name: { property: 'RuleName' },
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    attributes: { Arn: 'arn:{partition}:firehose:{region}:{account}:deliverystream/{name}' },
    name: { property: 'DeliveryStreamName' },
  },
  'AWS::MSK::Cluster': {
    attributes: { Arn: 'arn:{partition}:kafka:{region}:{account}:cluster/{name}/{uuid}-1' },
    name: { property: 'ClusterName' },
  },
  'AWS::MSK::ServerlessCluster': {
    attributes: { Arn: 'arn:{partition}:kafka:{region}:{account}:cluster/{name}/{uuid}-s1' },
    name: { property: 'ClusterName' },
  },
  'AWS::OpenSearchService::Domain': {
    attributes: {
      Arn: 'arn:{partition}:es:{region}:{account}:domain/{name}',
      DomainEndpoint: 'search-{name}-{lower26}.{region}.es.{suffix}',
      Id: '{account}/{name}',
    },
    name: { property: 'DomainName', max: 28, lowerCase: true },
  },
  'AWS::RDS::DBCluster': {
    attributes: {
      DBClusterArn: 'arn:{partition}:rds:{region}:{account}:cluster:{name}',
      DBClusterResourceId: 'cluster-{upper26}',
      'Endpoint.Address': '{name}.cluster-{lower12}.{region}.rds.{suffix}',
      'Endpoint.Port': '{port}',
      'ReadEndpoint.Address': '{name}.cluster-ro-{lower12}.{region}.rds.{suffix}',
      'MasterUserSecret.SecretArn':
        'arn:{partition}:secretsmanager:{region}:{account}:secret:rds!cluster-{uuid}-{mixed6}',
    },
    name: { property: 'DBClusterIdentifier', max: 63, lowerCase: true },
  },
  'AWS::RDS::DBInstance': {
    attributes: {
      DBInstanceArn: 'arn:{partition}:rds:{region}:{account}:db:{name}',
      DbiResourceId: 'db-{upper26}',
      'Endpoint.Address': '{name}.{lower12}.{region}.rds.{suffix}',
      'Endpoint.Port': '{port}',
      'Endpoint.HostedZoneId': 'Z2R2ITUGPM61AM',
      'MasterUserSecret.SecretArn':
        'arn:{partition}:secretsmanager:{region}:{account}:secret:rds!db-{uuid}-{mixed6}',
    },
    name: { property: 'DBInstanceIdentifier', max: 63, lowerCase: true },
  },
  'AWS::RDS::DBProxy': {
    attributes: {
      DBProxyArn: 'arn:{partition}:rds:{region}:{account}:db-proxy:prx-{hex17}',
      Endpoint: '{name}.proxy-{lower12}.{region}.rds.{suffix}',
    },
    name: { property: 'DBProxyName', lowerCase: true },
  },
  'AWS::RDS::DBSubnetGroup': { name: { property: 'DBSubnetGroupName', max: 255, lowerCase: true } },
  'AWS::Route53::HealthCheck': { attributes: { HealthCheckId: '{uuid}' } },
  'AWS::Route53::HostedZone': {
    attributes: {
      Id: 'Z{upper20}',
      NameServers: [
        'ns-{octet}.awsdns-01.com',
        'ns-{octet}.awsdns-02.net',
        'ns-{octet}.awsdns-03.org',
        'ns-{octet}.awsdns-04.co.uk',
      ],
    },
  },
  'AWS::Route53::RecordSetGroup': { attributes: { Id: '{name}' } },
  'AWS::SES::EmailIdentity': {
    attributes: {
      DkimDNSTokenName1: '{lower32:1}._domainkey.{prop:EmailIdentity}',
      DkimDNSTokenName2: '{lower32:2}._domainkey.{prop:EmailIdentity}',
      DkimDNSTokenName3: '{lower32:3}._domainkey.{prop:EmailIdentity}',
      DkimDNSTokenValue1: '{lower32:1}.dkim.amazonses.com',
      DkimDNSTokenValue2: '{lower32:2}.dkim.amazonses.com',
      DkimDNSTokenValue3: '{lower32:3}.dkim.amazonses.com',
    },
  },
  'AWS::ServiceDiscovery::HttpNamespace': { attributes: { Id: 'ns-{lower16}' } },
  'AWS::ServiceDiscovery::PrivateDnsNamespace': {
    attributes: { Id: 'ns-{lower16}', HostedZoneId: 'Z{upper20}' },
  },
  'AWS::ServiceDiscovery::PublicDnsNamespace': {
    attributes: { Id: 'ns-{lower16}', HostedZoneId: 'Z{upper20}' },
  },
  'AWS::ServiceDiscovery::Service': { attributes: { Id: 'srv-{lower16}' } },
  'AWS::WAFv2::IPSet': waf('ipset'),
  'AWS::WAFv2::RegexPatternSet': waf('regexpatternset'),
  'AWS::WAFv2::RuleGroup': waf('rulegroup', { LabelNamespace: 'awswaf:{account}:rulegroup:{name}:' }),
  'AWS::WAFv2::WebACL': waf('webacl', { LabelNamespace: 'awswaf:{account}:webacl:{name}:', Capacity: 0 }),
  'AWS::XRay::Group': {
    attributes: { GroupARN: 'arn:{partition}:xray:{region}:{account}:group/{name}/{upper26}' },
    name: { property: 'GroupName' },
  },
  'AWS::XRay::SamplingRule': {
    attributes: { RuleARN: 'arn:{partition}:xray:{region}:{account}:sampling-rule/{name}' },
    name: { property: 'RuleName' },
  },
}

/** Web firewalls: what has the scope CLOUDFRONT is global in its ARN. */
function waf(kind: string, more: Readonly<Record<string, Form>> = {}): TypeForm {
  return {
    attributes: {
      Id: '{uuid}',
      Arn: `arn:{partition}:wafv2:{region}:{account}:{scope}/${kind}/{name}/{uuid}`,
      ...more,
    },
    name: { property: 'Name', max: 128 },
  }
}

/** The forms of a type; an empty one leaves everything to what names of attributes tell. */
export function formOf(typeName: string): TypeForm {
  return ec2[typeName] ?? others[typeName] ?? {}
}
