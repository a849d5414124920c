package dev.hearth.base.rpc;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;

/** Mutual TLS 1.3: both ends have certificates of one authority. */
final class Tls {
    private static final String VERSION = "TLSv1.3";

    private Tls() {}

    static SslContext client(Credentials credentials) {
        try {
            return GrpcSslContexts.forClient()
                    .keyManager(stream(credentials.certificate()), stream(credentials.key()))
                    .trustManager(stream(credentials.authority()))
                    .protocols(VERSION)
                    .build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("these credentials can't be used: " + e.getMessage(), e);
        }
    }

    static SslContext server(Credentials credentials) {
        try {
            return GrpcSslContexts.configure(
                            SslContextBuilder.forServer(stream(credentials.certificate()), stream(credentials.key())))
                    .trustManager(stream(credentials.authority()))
                    .clientAuth(ClientAuth.REQUIRE)
                    .protocols(VERSION)
                    .build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("these credentials can't be used: " + e.getMessage(), e);
        }
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
