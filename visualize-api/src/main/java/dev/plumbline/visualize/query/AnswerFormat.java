package dev.plumbline.visualize.query;

/** How an answer is written. */
public enum AnswerFormat {
    JSON("application/json"),
    CSV("text/csv;charset=utf-8");

    private final String contentType;

    AnswerFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** CSV where the Accept header asks for it, else JSON. */
    public static AnswerFormat accepted(String accept) {
        return accept != null && accept.contains("text/csv") ? CSV : JSON;
    }
}
