package dev.hearth.neighbours.s3.server;

import dev.hearth.base.xml.XmlWriter;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Tags of objects and buckets. */
final class Tags {
    private Tags() {}

    /** From {@code x-amz-tagging}: a query. */
    static Map<String, String> ofHeader(String text) {
        Map<String, String> tags = Uri.query(text);
        check(tags, Limits.OBJECT_TAGS);
        return tags;
    }

    static Map<String, String> ofXml(byte[] document, int limit) {
        Element set = Element.parse(document, "Tagging")
                .find("TagSet")
                .orElseThrow(() -> new S3Exception(S3Error.MALFORMED_XML));
        Map<String, String> tags = new LinkedHashMap<>();
        for (Element tag : set.all("Tag")) {
            if (tags.put(tag.required("Key"), tag.required("Value")) != null) {
                throw new S3Exception(S3Error.INVALID_TAG, "Cannot provide multiple Tags with the same key")
                        .with("TagKey", tag.required("Key"));
            }
        }
        check(tags, limit);
        return tags;
    }

    static XmlWriter toXml(Map<String, String> tags) {
        XmlWriter xml = S3Xml.of("Tagging").begin("TagSet");
        new TreeMap<>(tags)
                .forEach((key, value) ->
                        xml.begin("Tag").add("Key", key).add("Value", value).end());
        return xml;
    }

    private static void check(Map<String, String> tags, int limit) {
        if (tags.size() > limit) {
            throw new S3Exception(S3Error.INVALID_TAG, "Object tags cannot be greater than " + limit);
        }
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > Limits.TAG_KEY_CHARACTERS || key.startsWith("aws:")) {
                throw new S3Exception(S3Error.INVALID_TAG, "The TagKey you have provided is invalid")
                        .with("TagKey", key);
            }
            if (value.length() > Limits.TAG_VALUE_CHARACTERS) {
                throw new S3Exception(S3Error.INVALID_TAG, "The TagValue you have provided is invalid")
                        .with("TagKey", key)
                        .with("TagValue", value);
            }
        });
    }
}
