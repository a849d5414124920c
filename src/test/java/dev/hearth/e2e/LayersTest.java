package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;

/** Functions of every language find what is in their layers. */
@ExtendWith(SharedHearth.class)
class LayersTest {
    private LambdaClient client;
    private Functions functions;

    @BeforeEach
    void connect(HearthProcess hearth) {
        client = hearth.client();
        functions = new Functions(client);
    }

    @Test
    void pythonImportsFromBothFoldersAndALaterLayerWins() {
        String first = layer(Map.of(
                "python/shared.py", "NAME = 'first'",
                "python/only_first.py", "X = 1",
                "python/lib/python3.13/site-packages/deep.py", "WHERE = __file__",
                "bin/tool", "#!/bin/sh\necho tool of the layer\n",
                "note.txt", "first"));
        String second = layer(Map.of("python/shared.py", "NAME = 'second'", "note.txt", "second"));
        String source = """
                import subprocess, sys, shared, only_first, deep
                def handler(event, context):
                    return [shared.NAME, only_first.X, deep.WHERE, open("/opt/note.txt").read(), sys.path[:3],
                            subprocess.check_output("tool", text=True)]
                """;
        assertThat(answer("python3.13", "app.handler", Map.of("app.py", source), first, second))
                .isEqualTo("[\"second\", 1, \"/opt/python/lib/python3.13/site-packages/deep.py\", \"second\", "
                        + "[\"/var/task\", \"/opt/python/lib/python3.13/site-packages\", \"/opt/python\"], "
                        + "\"tool of the layer\\n\"]");
        assertThat(answer("python3.13", "app.handler", Map.of("app.py", source), second, first))
                .startsWith("[\"first\", 1,")
                .contains("\"first\", [\"/var/task\"");
    }

    @Test
    void nodejsRequiresAndImports() {
        String layer = layer(Map.of(
                "nodejs/node_modules/dep/package.json",
                "{\"name\":\"dep\",\"exports\":{\"import\":\"./m.mjs\",\"require\":\"./c.cjs\"}}",
                "nodejs/node_modules/dep/m.mjs",
                "export default 'as a module'",
                "nodejs/node_modules/dep/c.cjs",
                "module.exports = 'as CommonJS'",
                "nodejs/node22/node_modules/own/index.js",
                "module.exports = 22"));
        assertThat(answer(
                        "nodejs22.x",
                        "app.handler",
                        Map.of(
                                "app.mjs",
                                "import dep from 'dep'; import own from 'own';"
                                        + " export const handler = async () => [dep, own];"),
                        layer))
                .isEqualTo("[\"as a module\",22]");
        assertThat(answer(
                        "nodejs22.x",
                        "app.handler",
                        Map.of(
                                "app.js",
                                "exports.handler = async () => [require('dep'), require('own'), "
                                        + "(await import('dep')).default];"),
                        layer))
                .isEqualTo("[\"as CommonJS\",22,\"as a module\"]");
        InvokeResponse missing = functions.invoke(
                deploy("nodejs20.x", "app.handler", Map.of("app.js", "require('own')"), request -> {}, layer), "{}");
        assertThat(missing.payload().asUtf8String()).contains("Cannot find module 'own'");
    }

    @Test
    void rubyRequiresFilesAndGems() {
        Assumptions.assumeTrue(Commands.isPresent("ruby"), "there is no Ruby on this machine");
        String layer = layer(Map.of(
                "ruby/lib/plain.rb", "PLAIN = 'from lib'",
                "ruby/gems/3.4.0/specifications/tiny-1.0.gemspec",
                        "Gem::Specification.new { |s| s.name = 'tiny'; s.version = '1.0'; s.summary = ''; "
                                + "s.authors = ['a']; s.files = ['lib/tiny.rb'] }",
                "ruby/gems/3.4.0/gems/tiny-1.0/lib/tiny.rb", "TINY = 'a gem'"));
        assertThat(answer(
                        "ruby3.4",
                        "app.handler",
                        Map.of(
                                "app.rb",
                                "require 'plain'\nrequire 'tiny'\ndef handler(event:, context:) = [PLAIN, TINY]"),
                        layer))
                .isEqualTo("[\"from lib\",\"a gem\"]");
    }

    @Test
    void javaLoadsJars(@TempDir Path folder) throws IOException {
        Map<String, byte[]> dependency = CompiledJava.of(folder, "dep/Dep.java", """
                package dep;
                public class Dep { public static String text() { return "from a jar of the layer"; } }
                """);
        String layer = layerOf(Map.of("java/lib/dep.jar", jar(dependency)));
        Map<String, byte[]> code = CompiledJava.of(folder, "App.java", """
                public class App { public String handle(Object event) { return dep.Dep.text(); } }
                """);
        code.keySet().removeIf(name -> name.startsWith("dep/"));
        String name = functions.deploy(
                "java21",
                "App::handle",
                Packages.zip(code),
                request -> request.layers(layer).memorySize(512));
        assertThat(functions.answer(name, "{}")).isEqualTo("\"from a jar of the layer\"");
    }

    @Test
    void aLayerHoldsTheRuntimeOrAWrapperOfOne() {
        String runtime = layer(Map.of("bootstrap", RunTest.BOOTSTRAP));
        assertThat(answer("provided.al2023", "any", Map.of("notes.txt", "no bootstrap"), runtime))
                .isEqualTo("{\"said\":{}}");
        String wrapper = layer(Map.of("wrap", "#!/bin/sh\nWRAPPED=\"$0 $#\" exec \"$@\"\n"));
        String name = deploy(
                "python3.13",
                "app.handler",
                Map.of("app.py", "import os\ndef handler(e, c): return os.environ['WRAPPED']"),
                request -> request.environment(
                        environment -> environment.variables(Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrap"))),
                wrapper);
        assertThat(functions.answer(name, "{}")).isEqualTo("\"/opt/wrap 2\"");
    }

    @Test
    void anotherLayerServesAsSoonAsTheUpdateIsDoneAndADeletedOneGoesOn() {
        String layerName = Functions.name("changing");
        PublishLayerVersionResponse old = publish(layerName, Map.of("python/shared.py", "NAME = 'old'"));
        PublishLayerVersionResponse fresh = publish(layerName, Map.of("python/shared.py", "NAME = 'new'"));
        assertThat(fresh.version()).isEqualTo(2);
        String name = deploy(
                "python3.13",
                "app.handler",
                Map.of("app.py", "import shared\ndef handler(e, c): return shared.NAME"),
                request -> {},
                old.layerVersionArn());
        assertThat(functions.answer(name, "{}")).isEqualTo("\"old\"");
        client.publishVersion(request -> request.functionName(name));
        client.updateFunctionConfiguration(request -> request.functionName(name).layers(fresh.layerVersionArn()));
        client.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        assertThat(functions.answer(name, "{}")).isEqualTo("\"new\"");
        for (long version : new long[] {1, 2}) {
            client.deleteLayerVersion(request -> request.layerName(layerName).versionNumber(version));
        }
        assertThat(client.listLayerVersions(request -> request.layerName(layerName))
                        .layerVersions())
                .isEmpty();
        assertThat(functions.answer(name + ":1", "{}")).isEqualTo("\"old\"");
        client.updateFunctionConfiguration(request -> request.functionName(name).memorySize(256));
        client.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        assertThat(functions.answer(name, "{}")).isEqualTo("\"new\"");
    }

    @Test
    void aVersionsContentIsDownloadedAsItWasPublished() throws IOException, InterruptedException {
        PublishLayerVersionResponse published = publish(Functions.name("content"), Map.of("a.txt", "b"));
        String location = client.getLayerVersionByArn(request -> request.arn(published.layerVersionArn()))
                .content()
                .location();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> zip = http.send(
                    HttpRequest.newBuilder(URI.create(location)).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(zip.statusCode()).isEqualTo(200);
            assertThat((long) zip.body().length).isEqualTo(published.content().codeSize());
        }
    }

    private String answer(String runtime, String handler, Map<String, String> files, String... layers) {
        return functions.answer(deploy(runtime, handler, files, request -> {}, layers), "{}");
    }

    private String deploy(
            String runtime,
            String handler,
            Map<String, String> files,
            Consumer<CreateFunctionRequest.Builder> more,
            String... layers) {
        return functions.deploy(runtime, handler, Packages.zip(bytes(files)), request -> {
            request.layers(layers);
            more.accept(request);
        });
    }

    private String layer(Map<String, String> files) {
        return layerOf(bytes(files));
    }

    private String layerOf(Map<String, byte[]> files) {
        return client.publishLayerVersion(request -> request.layerName(Functions.name("layer"))
                        .content(content -> content.zipFile(Packages.zip(files))))
                .layerVersionArn();
    }

    private PublishLayerVersionResponse publish(String name, Map<String, String> files) {
        return client.publishLayerVersion(
                request -> request.layerName(name).content(content -> content.zipFile(Packages.zip(bytes(files)))));
    }

    private static Map<String, byte[]> bytes(Map<String, String> files) {
        Map<String, byte[]> bytes = new HashMap<>();
        files.forEach((name, content) -> bytes.put(name, content.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }

    private static byte[] jar(Map<String, byte[]> classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> one : classes.entrySet()) {
                jar.putNextEntry(new JarEntry(one.getKey()));
                jar.write(one.getValue());
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
