package dev.hearth.dataplane.functionurl;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.Principal;

/** Decides who may call a function's URL. */
@FunctionalInterface
public interface UrlAccess {
    /**
     * Whether a caller may call a URL.
     *
     * @param principal who signed the request, or {@link Principal.Anonymous}
     */
    boolean allows(Principal principal, FunctionUrl url, HttpRequest request);
}
