package dev.hearth.base.rpc;

/**
 * The credentials by which a process proves its names, in PEM form.
 *
 * @param authority the certificate of the cluster's authority: only certificates that it signed are trusted
 * @param certificate the process's own certificate
 * @param key the private key to it
 */
public record Credentials(String authority, String certificate, String key) {
    @Override
    public String toString() {
        return "Credentials[]"; // the key is a secret
    }
}
