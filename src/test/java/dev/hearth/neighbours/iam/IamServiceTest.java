package dev.hearth.neighbours.iam;

import static dev.hearth.neighbours.iam.TestingIam.ACCOUNT;
import static dev.hearth.neighbours.iam.TestingIam.TRUST;
import static dev.hearth.neighbours.iam.TestingIam.policy;
import static dev.hearth.neighbours.iam.TestingIam.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IamServiceTest {
    private static final String BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    private static final String READ = policy("Allow", "lambda:Get*", "*");

    private static final String NAMES = "RoleName UserName PolicyName PolicyArn PolicyDocument AssumeRolePolicyDocument"
            + " Path PathPrefix Marker MaxItems VersionId AccessKeyId Status Tags.member.1.Key TagKeys.member.1"
            + " NewUserName NewPath Description PermissionsBoundary SetAsDefault MaxSessionDuration Scope EntityFilter";
    private static final String VALUES =
            "a A / /x/ v1 v2 1 99999999999 -1 YQ Active AKIAAAAAAAAAAAAAAAAA true Local Role {} aws:x";

    private final TestingIam iam = new TestingIam();

    @AfterEach
    void close() {
        iam.close();
    }

    private void refused(ErrorCode code, String message, String action, String... parameters) {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> iam.ask(action, parameters))
                .satisfies(error -> assertThat(error.code()).isEqualTo(code))
                .withMessage(message);
    }

    private void role(String name) {
        iam.ask("CreateRole", "RoleName", name, "AssumeRolePolicyDocument", TRUST);
    }

    @Test
    void keepsRoles() {
        String made = iam.ask(
                "CreateRole",
                "RoleName",
                "r",
                "Path",
                "/a/b/",
                "AssumeRolePolicyDocument",
                TRUST,
                "Description",
                "<&>",
                "Tags.member.1.Key",
                "k",
                "Tags.member.1.Value",
                "v");
        assertThat(texts(made, "Arn")).containsExactly("arn:aws:iam::" + ACCOUNT + ":role/a/b/r");
        assertThat(texts(made, "RoleId").getFirst()).matches("AROA[A-Z2-7]{17}");
        String got = iam.ask("GetRole", "RoleName", "r");
        assertThat(texts(got, "RoleId")).isEqualTo(texts(made, "RoleId"));
        assertThat(texts(got, "Description")).containsExactly("<&>");
        assertThat(texts(got, "Value")).containsExactly("v");
        assertThat(URLDecoder.decode(texts(got, "AssumeRolePolicyDocument").getFirst(), StandardCharsets.UTF_8))
                .isEqualTo(TRUST);
        refused(
                ErrorCode.ENTITY_ALREADY_EXISTS,
                "Role with name R already exists.",
                "CreateRole",
                "RoleName",
                "R",
                "AssumeRolePolicyDocument",
                TRUST);
        iam.ask("UpdateRole", "RoleName", "r", "MaxSessionDuration", "7200");
        assertThat(texts(iam.ask("GetRole", "RoleName", "r"), "MaxSessionDuration"))
                .containsExactly("7200");
        iam.ask("DeleteRole", "RoleName", "r");
        refused(ErrorCode.NO_SUCH_ENTITY, "The role with name r cannot be found.", "GetRole", "RoleName", "r");
    }

    @Test
    void ofWhatNoAccountHasListsAreEmptyAndNothingIsFound() {
        for (String list :
                List.of("ListGroups", "ListInstanceProfiles", "ListSAMLProviders", "ListDelegationRequests")) {
            assertThat(texts(iam.ask(list), "IsTruncated")).as(list).containsExactly("false");
        }
        refused(
                ErrorCode.NO_SUCH_ENTITY,
                "Instance Profile x cannot be found.",
                "GetInstanceProfile",
                "InstanceProfileName",
                "x");
        refused(ErrorCode.NO_SUCH_ENTITY, "The group with name g cannot be found.", "GetGroup", "GroupName", "g");
    }

    @Test
    void rolesGoWhenNothingHangsOnThem() {
        role("r");
        iam.ask("PutRolePolicy", "RoleName", "r", "PolicyName", "p", "PolicyDocument", READ);
        iam.ask("AttachRolePolicy", "RoleName", "r", "PolicyArn", BASIC);
        iam.ask("AttachRolePolicy", "RoleName", "r", "PolicyArn", BASIC);
        assertThat(texts(iam.ask("ListAttachedRolePolicies", "RoleName", "r"), "PolicyArn"))
                .containsExactly(BASIC);
        assertThat(texts(iam.ask("ListEntitiesForPolicy", "PolicyArn", BASIC), "RoleName"))
                .containsExactly("r");
        refused(
                ErrorCode.DELETE_CONFLICT,
                "Cannot delete entity, must detach all policies first.",
                "DeleteRole",
                "RoleName",
                "r");
        iam.ask("DetachRolePolicy", "RoleName", "r", "PolicyArn", BASIC);
        refused(
                ErrorCode.DELETE_CONFLICT,
                "Cannot delete entity, must delete policies first.",
                "DeleteRole",
                "RoleName",
                "r");
        iam.ask("DeleteRolePolicy", "RoleName", "r", "PolicyName", "p");
        iam.ask("DeleteRole", "RoleName", "r");
    }

    @Test
    void refusesWhatTheModelAndTheQuotasDoNotAllow() {
        refused(
                ErrorCode.VALIDATION,
                "2 validation errors detected: Value null at 'roleName' failed to satisfy constraint: Member must not"
                        + " be null; Value null at 'assumeRolePolicyDocument' failed to satisfy constraint: Member"
                        + " must not be null",
                "CreateRole");
        refused(
                ErrorCode.MALFORMED_POLICY_DOCUMENT,
                "This policy contains invalid Json",
                "CreateRole",
                "RoleName",
                "r",
                "AssumeRolePolicyDocument",
                "x");
        refused(
                ErrorCode.UNKNOWN_OPERATION,
                "Could not find operation CreateGroup for version 2010-05-08",
                "CreateGroup");
        role("r");
        String long1 = policy("Allow", "lambda:Get*", "arn:aws:s3:::" + "b".repeat(6000));
        iam.ask("PutRolePolicy", "RoleName", "r", "PolicyName", "a", "PolicyDocument", long1);
        refused(
                ErrorCode.LIMIT_EXCEEDED,
                "Maximum policy size of 10240 bytes exceeded for role r",
                "PutRolePolicy",
                "RoleName",
                "r",
                "PolicyName",
                "b",
                "PolicyDocument",
                long1);
        refused(
                ErrorCode.LIMIT_EXCEEDED,
                "Cannot exceed quota for PolicySize: 6144",
                "CreatePolicy",
                "PolicyName",
                "p",
                "PolicyDocument",
                policy("Allow", "lambda:Get*", "arn:aws:s3:::" + "b".repeat(6200)));
        // white space does not count
        iam.ask("CreatePolicy", "PolicyName", "p", "PolicyDocument", READ + "\n".repeat(7000));
    }

    @Test
    void keepsVersionsOfPolicies() {
        String arn = texts(iam.ask("CreatePolicy", "PolicyName", "p", "PolicyDocument", READ), "Arn")
                .getFirst();
        iam.ask("CreatePolicyVersion", "PolicyArn", arn, "PolicyDocument", READ, "SetAsDefault", "true");
        iam.ask("CreatePolicyVersion", "PolicyArn", arn, "PolicyDocument", READ);
        assertThat(texts(iam.ask("ListPolicyVersions", "PolicyArn", arn), "VersionId"))
                .containsExactly("v3", "v2", "v1");
        assertThat(texts(iam.ask("GetPolicy", "PolicyArn", arn), "DefaultVersionId"))
                .containsExactly("v2");
        refused(
                ErrorCode.DELETE_CONFLICT,
                "Cannot delete the default version of a policy.",
                "DeletePolicyVersion",
                "PolicyArn",
                arn,
                "VersionId",
                "v2");
        iam.ask("DeletePolicyVersion", "PolicyArn", arn, "VersionId", "v3");
        iam.ask("CreatePolicyVersion", "PolicyArn", arn, "PolicyDocument", READ);
        assertThat(texts(iam.ask("ListPolicyVersions", "PolicyArn", arn), "VersionId"))
                .containsExactly("v4", "v2", "v1");
        iam.ask("DeletePolicyVersion", "PolicyArn", arn, "VersionId", "v4");
        iam.ask("DeletePolicyVersion", "PolicyArn", arn, "VersionId", "v1");
        iam.ask("DeletePolicy", "PolicyArn", arn);
        refused(ErrorCode.NO_SUCH_ENTITY, "Policy " + arn + " was not found.", "GetPolicy", "PolicyArn", arn);
        refused(
                ErrorCode.INVALID_INPUT,
                "Policy " + BASIC + " is AWS's own and can't be changed.",
                "DeletePolicy",
                "PolicyArn",
                BASIC);
    }

    @Test
    void listsAreReadInPages() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            names.add("r" + i);
            role("r" + i);
        }
        List<String> seen = new ArrayList<>();
        Optional<String> marker = Optional.empty();
        do {
            String page = marker.isEmpty()
                    ? iam.ask("ListRoles", "MaxItems", "3")
                    : iam.ask("ListRoles", "MaxItems", "3", "Marker", marker.get());
            seen.addAll(texts(page, "RoleName"));
            marker = texts(page, "Marker").stream().findFirst();
            assertThat(texts(page, "IsTruncated")).containsExactly(Boolean.toString(marker.isPresent()));
        } while (marker.isPresent());
        assertThat(seen).isEqualTo(names);
    }

    /** Whatever is sent is answered in XML or refused: nothing is a bug. */
    @Test
    void anyRequestIsAnsweredOrRefused() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        role("a");
        iam.ask("CreateUser", "UserName", "a");
        String arn = texts(iam.ask("CreatePolicy", "PolicyName", "a", "PolicyDocument", READ), "Arn")
                .getFirst();
        List<String> names = List.of(NAMES.split(" ", -1));
        List<String> values = new ArrayList<>(List.of("", arn, BASIC, READ, TRUST, "é\u0000\uffff", "x".repeat(200)));
        values.addAll(List.of(VALUES.split(" ", -1)));
        List<String> operations = iam.operations();
        for (int round = 0; round < 8_000; round++) {
            String operation = operations.get(random.nextInt(operations.size()));
            List<String> parameters = new ArrayList<>();
            for (String name : names) {
                if (random.nextInt(3) > 0) {
                    parameters.add(name);
                    parameters.add(values.get(random.nextInt(values.size())));
                }
            }
            try {
                TestingIam.parse(iam.ask(operation, parameters.toArray(String[]::new)));
            } catch (ServiceException expected) {
                assertThat(expected.code().status())
                        .as("seed %s: %s %s: %s", seed, operation, parameters, expected)
                        .isBetween(400, 499);
            }
        }
    }
}
