import type { ResourceTypeTable } from '../../../dispatch/index.ts'

const inline = async () => (await import('./inline-policy.ts')).inlinePolicy

/** The CloudFormation resource types of IAM. */
export const resourceTypes: ResourceTypeTable = {
  'AWS::IAM::AccessKey': async () => (await import('./access-key.ts')).accessKey,
  'AWS::IAM::Group': async () => (await import('./group.ts')).group,
  'AWS::IAM::GroupPolicy': async () => (await inline())('Group'),
  'AWS::IAM::InstanceProfile': async () => (await import('./instance-profile.ts')).instanceProfile,
  'AWS::IAM::ManagedPolicy': async () => (await import('./managed-policy.ts')).managedPolicy,
  'AWS::IAM::OIDCProvider': async () => (await import('./oidc-provider.ts')).oidcProvider,
  'AWS::IAM::Policy': async () => (await import('./policy.ts')).policy,
  'AWS::IAM::Role': async () => (await import('./role.ts')).role,
  'AWS::IAM::RolePolicy': async () => (await inline())('Role'),
  'AWS::IAM::SAMLProvider': async () => (await import('./saml-provider.ts')).samlProvider,
  'AWS::IAM::ServerCertificate': async () => (await import('./server-certificate.ts')).serverCertificate,
  'AWS::IAM::ServiceLinkedRole': async () => (await import('./service-linked-role.ts')).serviceLinkedRole,
  'AWS::IAM::User': async () => (await import('./user.ts')).user,
  'AWS::IAM::UserPolicy': async () => (await inline())('User'),
  'AWS::IAM::UserToGroupAddition': async () =>
    (await import('./user-to-group-addition.ts')).userToGroupAddition,
  'AWS::IAM::VirtualMFADevice': async () => (await import('./virtual-mfa-device.ts')).virtualMfaDevice,
}
