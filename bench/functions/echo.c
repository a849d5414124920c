/*
 * A runtime for large payloads, over one connection kept open. Called "echo" (_HANDLER) it answers every event with the
 * event; called "stream" it streams as many bytes as the event, a number, says.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENT_BYTES (7 << 20)
#define CHUNK_BYTES (64 << 10)

static int connection;
static char head[1 << 16];
static char event[EVENT_BYTES + 1];

static void send_all(const char *data, size_t length) {
    while (length > 0) {
        ssize_t sent = write(connection, data, length);
        if (sent <= 0) exit(1);
        data += sent;
        length -= (size_t)sent;
    }
}

static const char *header(const char *name) {
    size_t length = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line && line[2] != '\r'; line = strstr(line + 2, "\r\n")) {
        if (!strncasecmp(line + 2, name, length) && line[2 + length] == ':') {
            const char *value = line + 3 + length;
            while (*value == ' ') value++;
            return value;
        }
    }
    return NULL;
}

/* Reads one answer: its head and its body; how long the body is. */
static size_t receive(void) {
    size_t used = 0;
    char *end = NULL;
    while (!end) {
        ssize_t got = read(connection, head + used, sizeof head - 1 - used);
        if (got <= 0) exit(1);
        used += (size_t)got;
        head[used] = 0;
        end = strstr(head, "\r\n\r\n");
    }
    const char *announced = header("content-length");
    size_t length = announced ? (size_t)atol(announced) : 0;
    if (length > EVENT_BYTES) exit(4);
    size_t filled = used - (size_t)(end + 4 - head);
    memcpy(event, end + 4, filled);
    while (filled < length) {
        ssize_t got = read(connection, event + filled, length - filled);
        if (got <= 0) exit(1);
        filled += (size_t)got;
    }
    event[length] = 0;
    return length;
}

static void echo(const char *request, size_t length) {
    char answer[512];
    int answer_length = snprintf(answer, sizeof answer, "%sContent-Length: %zu\r\n\r\n", request, length);
    send_all(answer, (size_t)answer_length);
    send_all(event, length);
}

static void stream(const char *request, long bytes) {
    static char chunk[CHUNK_BYTES + 16];
    char answer[512];
    int answer_length = snprintf(answer, sizeof answer,
        "%sLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n\r\n", request);
    send_all(answer, (size_t)answer_length);
    for (long left = bytes; left > 0;) {
        long some = left < CHUNK_BYTES ? left : CHUNK_BYTES;
        int line = snprintf(chunk, 16, "%lx\r\n", some);
        memset(chunk + line, 'x', (size_t)some);
        memcpy(chunk + line + some, "\r\n", 2);
        send_all(chunk, (size_t)(line + some + 2));
        left -= some;
    }
    send_all("0\r\n\r\n", 5);
}

int main(void) {
    char host[64];
    const char *api = getenv("AWS_LAMBDA_RUNTIME_API");
    const char *handler = getenv("_HANDLER");
    const char *colon = api ? strchr(api, ':') : NULL;
    if (!colon || colon - api >= (long)sizeof host) return 2;
    memcpy(host, api, (size_t)(colon - api));
    host[colon - api] = 0;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(colon + 1))};
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) return 2;
    connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection, (struct sockaddr *)&address, sizeof address)) return 1;
    int on = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    char next[256], request[384], id[128];
    int next_length = snprintf(next, sizeof next, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: %s\r\n\r\n", api);
    for (;;) {
        send_all(next, (size_t)next_length);
        size_t length = receive();
        const char *value = header("lambda-runtime-aws-request-id");
        if (!value) return 3;
        size_t id_length = strcspn(value, "\r");
        if (id_length >= sizeof id) return 3;
        memcpy(id, value, id_length);
        id[id_length] = 0;
        snprintf(request, sizeof request,
            "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: %s\r\n"
            "Content-Type: application/json\r\n", id, api);
        if (handler && !strcmp(handler, "stream")) {
            stream(request, atol(event));
        } else {
            echo(request, length);
        }
        receive();
    }
}
