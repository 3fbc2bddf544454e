/**
 * Names of OpenAPI documents that API Gateway adds. Source: API Gateway Developer Guide, "OpenAPI extensions for API Gateway".
 */
export const integrationKey = 'x-amazon-apigateway-integration'
export const anyMethodKey = 'x-amazon-apigateway-any-method'
export const endpointConfigurationKey = 'x-amazon-apigateway-endpoint-configuration'
export const authorizerKey = 'x-amazon-apigateway-authorizer'
export const authTypeKey = 'x-amazon-apigateway-authtype'
export const binaryMediaTypesKey = 'x-amazon-apigateway-binary-media-types'
export const gatewayResponsesKey = 'x-amazon-apigateway-gateway-responses'
export const policyKey = 'x-amazon-apigateway-policy'
export const requestValidatorsKey = 'x-amazon-apigateway-request-validators'
export const requestValidatorKey = 'x-amazon-apigateway-request-validator'
export const corsKey = 'x-amazon-apigateway-cors'
export const tagValueKey = 'x-amazon-apigateway-tag-value'

/** The path of an HTTP API for all that has no other. */
export const defaultPath = '$default'
