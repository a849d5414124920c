/* The smallest runtime: asks for work over one connection kept open, and answers every event with {}; an event that is
   longer than that after as many milliseconds as NOOP_MILLIS says. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static int connection;
static char buffer[1 << 16];

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
    for (const char *line = strstr(buffer, "\r\n"); line && line[2] != '\r'; line = strstr(line + 2, "\r\n")) {
        if (!strncasecmp(line + 2, name, length) && line[2 + length] == ':') {
            const char *value = line + 3 + length;
            while (*value == ' ') value++;
            return value;
        }
    }
    return NULL;
}

/* Reads one answer: its head into the buffer, its body away; how long that was. */
static long receive(void) {
    size_t used = 0;
    char *end = NULL;
    while (!end) {
        ssize_t got = read(connection, buffer + used, sizeof buffer - 1 - used);
        if (got <= 0) exit(1);
        used += (size_t)got;
        buffer[used] = 0;
        end = strstr(buffer, "\r\n\r\n");
    }
    const char *length = header("content-length");
    long body = length ? atol(length) : 0;
    long left = body;
    left -= (long)(used - (size_t)(end + 4 - buffer));
    static char rest[1 << 16];
    while (left > 0) {
        ssize_t got = read(connection, rest, left < (long)sizeof rest ? (size_t)left : sizeof rest);
        if (got <= 0) exit(1);
        left -= got;
    }
    return body;
}

int main(void) {
    char host[64];
    const char *api = getenv("AWS_LAMBDA_RUNTIME_API");
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
    char next[256], answer[512], id[128];
    int next_length = snprintf(next, sizeof next, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: %s\r\n\r\n", api);
    const char *wait = getenv("NOOP_MILLIS");
    useconds_t microseconds = wait ? (useconds_t)atoi(wait) * 1000 : 0;
    for (;;) {
        send_all(next, (size_t)next_length);
        long event = receive();
        const char *value = header("lambda-runtime-aws-request-id");
        if (!value) return 3;
        size_t length = strcspn(value, "\r");
        if (length >= sizeof id) return 3;
        memcpy(id, value, length);
        id[length] = 0;
        if (microseconds && event > 2) usleep(microseconds);
        int answer_length = snprintf(answer, sizeof answer,
            "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
            "Content-Length: 2\r\n\r\n{}", id, api);
        send_all(answer, (size_t)answer_length);
        receive();
    }
}
