/**
 * Services of AWS that are not here, as `aws-sdk:` resources name them: machines with their actions can be made, mocked and tested, and their tasks fail.
 * A name that is in neither list is a mistake of the definition's. Source: Step Functions Developer Guide, "Learning to use AWS service SDK integrations",
 * supported services; the names are the service ids of the SDK's models, without spaces and in small letters, and without `service` at their end.
 */
export const sdkServicesElsewhere: ReadonlySet<string> = new Set(
  `
    accessanalyzer account acm acmpca aiops amp amplify amplifybackend amplifyuibuilder appconfig
    appconfigdata appfabric appflow appintegrations applicationautoscaling applicationcostprofiler
    applicationdiscovery applicationinsights applicationsignals appmesh apprunner appstream appsync apptest
    arczonalshift athena auditmanager autoscaling autoscalingplans b2bi backup backupgateway backupsearch
    batch bcmdashboards bcmdataexports bcmpricingcalculator bcmrecommendedactions bedrock bedrockagent
    bedrockagentcore bedrockagentcorecontrol bedrockagentruntime bedrockdataautomation
    bedrockdataautomationruntime bedrockruntime billing billingconductor braket budgets chatbot chime
    chimesdkidentity chimesdkmediapipelines chimesdkmeetings chimesdkmessaging chimesdkvoice cleanrooms
    cleanroomsml cloud9 clouddirectory cloudfront cloudfrontkeyvaluestore cloudhsm cloudhsmv2 cloudsearch
    cloudsearchdomain cloudtrail cloudwatchevents codeartifact codecatalyst codecommit codeconnections
    codeguruprofiler codegurureviewer codestar codestarconnections codestarnotifications cognitoidentity
    cognitosync comprehend comprehendmedical computeoptimizer config connect connectcampaigns
    connectcampaignsv2 connectcases connectcontactlens connectparticipant controlcatalog controltower
    costandusagereport costexplorer costoptimizationhub customerprofiles databasemigration databrew
    dataexchange datapipeline datasync datazone dax deadline detective devicefarm devopsguru directconnect
    directory directoryservicedata dlm docdb docdbelastic drs dsql ebs ec2 ec2instanceconnect ecrpublic ecs
    efs eks eksauth elasticache elasticbeanstalk elasticinference elasticloadbalancing
    elasticloadbalancingv2 elasticsearch elastictranscoder elementalinference emr emrcontainers
    emrserverless entityresolution evidently evs finspace firehose fis fms forecast forecastquery
    frauddetector freetier fsx gamelift gameliftstreams geomaps geoplaces georoutes glacier
    globalaccelerator glue grafana greengrass greengrassv2 groundstation guardduty health healthlake
    identitystore imagebuilder inspector inspector2 inspectorscan internetmonitor invoicing iot
    iot1clickprojects iotanalytics iotdataplane iotdeviceadvisor iotevents ioteventsdata iotfleethub
    iotfleetwise iotjobsdataplane iotmanagedintegrations iotsecuretunneling iotsitewise iotthingsgraph
    iottwinmaker iotwireless ivs ivschat ivsrealtime kafka kafkaconnect kendra kendraranking keyspaces
    keyspacesstreams kinesisanalytics kinesisanalyticsv2 kinesisvideo kinesisvideoarchivedmedia
    kinesisvideomedia kinesisvideosignaling kinesisvideowebrtcstorage lakeformation launchwizard
    lexmodelbuilding lexmodelsv2 lexruntime lexruntimev2 licensemanager licensemanagerlinuxsubscriptions
    licensemanagerusersubscriptions lightsail location lookoutequipment lookoutmetrics lookoutvision m2
    machinelearning macie macie2 mailmanager managedblockchain managedblockchainquery marketplaceagreement
    marketplacecatalog marketplacecommerceanalytics marketplaceentitlement marketplacemetering mediaconnect
    mediaconvert medialive mediapackage mediapackagev2 mediapackagevod mediastore mediastoredata mediatailor
    medicalimaging memorydb mgn migrationhub migrationhubconfig migrationhuborchestrator
    migrationhubrefactorspaces migrationhubstrategy mpa mq mturk mwaa neptune neptunedata neptunegraph
    networkfirewall networkflowmonitor networkmanager networkmonitor notifications notificationscontacts oam
    observabilityadmin odb omics opensearch opensearchserverless opsworks opsworkscm organizations osis
    outposts panorama partnercentralaccount partnercentralbenefits partnercentralchannel
    partnercentralselling paymentcryptography pcaconnectorad pcaconnectorscep pcs personalize
    personalizeevents personalizeruntime pi pinpoint pinpointemail pinpointsmsvoice pinpointsmsvoicev2 polly
    pricing proton qapps qbusiness qconnect qldb qldbsession quicksight ram rbin rds rdsdata redshift
    redshiftdata redshiftserverless rekognition rekognitionstreaming repostspace resiliencehub
    resourceexplorer2 resourcegroups resourcegroupstaggingapi robomaker rolesanywhere route53 route53domains
    route53profiles route53recoverycluster route53recoverycontrolconfig route53recoveryreadiness
    route53resolver rum s3control s3tables s3vectors sagemaker sagemakera2iruntime sagemakeredge
    sagemakerfeaturestoreruntime sagemakergeospatial sagemakermetrics sagemakerruntime savingsplans
    securityhub securityir securitylake serverlessapplicationrepository servicecatalog
    servicecatalogappregistry servicediscovery servicequotas ses sesv2 shield signer signerdata
    simspaceweaver sms snowball snowdevicemanagement socialmessaging ssmcontacts ssmguiconnect ssmincidents
    ssmquicksetup ssmsap sso ssoadmin ssooidc storagegateway supplychain support supportapp swf synthetics
    taxsettings textract timestreaminfluxdb timestreamquery timestreamwrite tnb transcribe
    transcribestreaming transfer translate trustedadvisor verifiedpermissions voiceid vpclattice waf
    wafregional wafv2 wellarchitected wisdom workdocs worklink workmail workmailmessageflow workspaces
    workspacesinstances workspacesthinclient workspacesweb
  `
    .trim()
    .split(/\s+/),
)
