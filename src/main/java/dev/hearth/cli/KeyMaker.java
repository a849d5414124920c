package dev.hearth.cli;

import dev.hearth.model.AccountId;
import dev.hearth.store.AccountStore;
import dev.hearth.store.AccountStore.StoredKey;
import dev.hearth.time.Ids;

/** Makes access keys that look like AWS's own, so that tools which check the form take them. */
public final class KeyMaker {
    /** What the part after the prefix is made of: the letters and digits of base 32. */
    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static final String SECRET_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private KeyMaker() {}

    /** A new key of an account, kept in the store. */
    public static StoredKey create(AccountStore accounts, AccountId account, Ids ids) {
        StoredKey key = new StoredKey("AKIA" + text(ids, ID_LETTERS, 16), text(ids, SECRET_LETTERS, 40), account);
        accounts.createKey(key);
        return key;
    }

    static void print(Output output, StoredKey key) {
        output.line("access key id      " + key.id());
        output.line("secret access key  " + key.secret());
    }

    /** Letters drawn evenly: both alphabets have a power of two of them. */
    private static String text(Ids ids, String letters, int length) {
        StringBuilder text = new StringBuilder(length);
        for (byte value : ids.bytes(length)) {
            text.append(letters.charAt(Math.floorMod(value, letters.length())));
        }
        return text.toString();
    }
}
