package dev.hearth.neighbours.iam;

import dev.hearth.neighbours.iam.IamOperation.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reading what no account of Hearth has: groups, instance profiles, identity providers, certificates, password
 * policies. Tools that look before they make something get what IAM answers where there is none.
 */
final class UnsetReads {
    private UnsetReads() {}

    static List<IamOperation> operations() {
        List<IamOperation> all = new ArrayList<>(List.of(
                list("ListAccountAliases", "AccountAliases"),
                list("ListDelegationRequests", "DelegationRequests"),
                list("ListGroups", "Groups"),
                list("ListInstanceProfiles", "InstanceProfiles"),
                list("ListOpenIDConnectProviders", "OpenIDConnectProviderList"),
                list("ListSAMLProviders", "SAMLProviderList"),
                list("ListServerCertificates", "ServerCertificateMetadataList"),
                list("ListVirtualMFADevices", "VirtualMFADevices")));
        for (String operation :
                List.of("GetGroup", "GetGroupPolicy", "ListGroupPolicies", "ListAttachedGroupPolicies")) {
            all.add(none(operation, "GroupName", name -> "The group with name " + name + " cannot be found."));
        }
        for (String operation : List.of("GetInstanceProfile", "ListInstanceProfileTags")) {
            all.add(none(operation, "InstanceProfileName", name -> "Instance Profile " + name + " cannot be found."));
        }
        for (String operation : List.of("GetServerCertificate", "ListServerCertificateTags")) {
            all.add(none(
                    operation,
                    "ServerCertificateName",
                    name -> "The Server Certificate with name " + name + " cannot be found."));
        }
        for (String operation : List.of("GetOpenIDConnectProvider", "ListOpenIDConnectProviderTags")) {
            all.add(none(
                    operation, "OpenIDConnectProviderArn", arn -> "OpenIDConnect Provider not found for arn " + arn));
        }
        for (String operation : List.of("GetSAMLProvider", "ListSAMLProviderTags")) {
            all.add(none(operation, "SAMLProviderArn", arn -> "Manifest not found for arn " + arn));
        }
        for (String operation : List.of("GetMFADevice", "ListMFADeviceTags")) {
            all.add(none(
                    operation,
                    "SerialNumber",
                    number -> "VirtualMFADevice with serial number " + number + " doesn't exist."));
        }
        all.add(none("GetSSHPublicKey", "SSHPublicKeyId", id -> "The Public Key with id " + id + " cannot be found."));
        all.add(IamOperation.of("GetAccountPasswordPolicy", List.of(), UnsetReads::everything, (call, result) -> {
            throw IamErrors.noSuchEntity(
                    "The Password Policy with domain name " + call.account() + " cannot be found.");
        }));
        return all;
    }

    private static IamOperation list(String operation, String member) {
        return IamOperation.of(
                operation,
                List.of(),
                UnsetReads::everything,
                (call, result) -> result.texts(member, "member", List.of()).add("IsTruncated", false));
    }

    private static IamOperation none(String operation, String parameter, Function<String, String> message) {
        return IamOperation.of(operation, List.of(parameter), UnsetReads::everything, (call, result) -> {
            throw IamErrors.noSuchEntity(message.apply(call.text(parameter)));
        });
    }

    private static String everything(Call call) {
        return "*";
    }
}
