package dev.hearth.base.json;

import dev.hearth.time.Yield;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;

/**
 * Reads a JSON text token by token, so that a large member (a zip file in base64) is never held as a string.
 *
 * <p>All methods throw {@link JsonException} where the text is no JSON.
 */
public final class JsonReader implements AutoCloseable {
    /** The token at the reader's position. */
    public enum Token {
        BEGIN_OBJECT,
        END_OBJECT,
        BEGIN_ARRAY,
        END_ARRAY,
        NAME,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        /** The end of the text. */
        END
    }

    private final byte[] text;
    private final JsonParser parser;
    private Token token = Token.END;

    JsonReader(byte[] text) {
        this.text = text;
        this.parser = Json.FACTORY.createParser(ObjectReadContext.empty(), text);
    }

    /** Moves to the next token, and returns it. */
    public Token next() {
        try {
            token = tokenOf(parser.nextToken());
            return token;
        } catch (JacksonException e) {
            throw failure(e);
        }
    }

    /** The token that {@link #next} returned last. */
    public Token current() {
        return token;
    }

    /** The text of a {@code STRING} or {@code NAME}, or a {@code NUMBER} as it is written. */
    public String string() {
        try {
            return parser.getString();
        } catch (JacksonException e) {
            throw failure(e);
        }
    }

    /** The value of a {@code NUMBER}. */
    public BigDecimal number() {
        try {
            return parser.getDecimalValue();
        } catch (JacksonException e) {
            throw failure(e);
        }
    }

    /** The decoded bytes of a {@code STRING} in base64. */
    public byte[] base64() {
        try {
            return parser.getBinaryValue(Base64Variants.MIME_NO_LINEFEEDS);
        } catch (JacksonException e) {
            throw failure(e);
        }
    }

    /** Moves to the end of the object or array that begins here. No effect at other tokens. */
    public void skip() {
        int depth = 0;
        int tokens = 0;
        while (true) {
            depth += change(token);
            if (depth <= 0) {
                return;
            }
            next();
            if (++tokens % Limits.TOKENS_AT_A_TIME == 0) {
                Yield.toOthers();
            }
        }
    }

    /** Reads the value that begins here. The reader is then at the value's last token. */
    public JsonValue value() {
        return switch (token) {
            case BEGIN_OBJECT -> object();
            case BEGIN_ARRAY -> array();
            case STRING -> new JsonValue.JsonString(string());
            case NUMBER -> new JsonValue.JsonNumber(number());
            case TRUE -> JsonValue.of(true);
            case FALSE -> JsonValue.of(false);
            case NULL -> JsonValue.JsonNull.NULL;
            case END -> throw failure("No content to map due to end-of-input");
            case NAME, END_OBJECT, END_ARRAY -> throw new IllegalStateException("no value begins at " + token);
        };
    }

    private JsonValue object() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (next() != Token.END_OBJECT) {
            String name = string();
            next();
            members.put(name, value());
        }
        return new JsonValue.JsonObject(members);
    }

    private JsonValue array() {
        List<JsonValue> elements = new ArrayList<>();
        while (next() != Token.END_ARRAY) {
            elements.add(value());
        }
        return new JsonValue.JsonArray(elements);
    }

    /** Checks that the text ends here. */
    public void end() {
        if (next() != Token.END) {
            throw failure("Trailing token (of type " + token + ") found after value: not allowed");
        }
    }

    /** An error with the reader's position. */
    public JsonException failure(String problem) {
        return failure(problem, parser.currentTokenLocation());
    }

    @Override
    public void close() {
        parser.close();
    }

    private JsonException failure(JacksonException e) {
        return SyntaxErrors.of(e, parser.currentLocation(), text);
    }

    private JsonException failure(String problem, @Nullable TokenStreamLocation location) {
        int line = location == null ? 1 : Math.max(1, location.getLineNr());
        int column = location == null ? 1 : Math.max(1, location.getColumnNr());
        return new JsonException(problem, line, column);
    }

    private static int change(Token token) {
        return switch (token) {
            case BEGIN_OBJECT, BEGIN_ARRAY -> 1;
            case END_OBJECT, END_ARRAY -> -1;
            case NAME, STRING, NUMBER, TRUE, FALSE, NULL, END -> 0;
        };
    }

    private static Token tokenOf(@Nullable JsonToken token) {
        return switch (token) {
            case null -> Token.END;
            case START_OBJECT -> Token.BEGIN_OBJECT;
            case END_OBJECT -> Token.END_OBJECT;
            case START_ARRAY -> Token.BEGIN_ARRAY;
            case END_ARRAY -> Token.END_ARRAY;
            case PROPERTY_NAME -> Token.NAME;
            case VALUE_STRING -> Token.STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Token.NUMBER;
            case VALUE_TRUE -> Token.TRUE;
            case VALUE_FALSE -> Token.FALSE;
            case VALUE_NULL -> Token.NULL;
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> throw new IllegalStateException("not of a text: " + token);
        };
    }
}
