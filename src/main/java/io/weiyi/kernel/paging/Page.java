package io.weiyi.kernel.paging;

import java.util.List;
import java.util.function.Function;

/**
 * A page of a list, as sent.
 *
 * @param items the rows of this page
 * @param page from zero
 * @param size rows a page
 * @param total rows in all pages
 */
public record Page<T>(List<T> items, int page, int size, long total) {

    public Page {
        items = List.copyOf(items);
    }

    public static <T> Page<T> of(List<T> items, PageRequest request, long total) {
        return new Page<>(items, request.page(), request.size(), total);
    }

    public static <T> Page<T> empty(PageRequest request) {
        return of(List.of(), request, 0);
    }

    public <R> Page<R> map(Function<? super T, ? extends R> change) {
        return new Page<>(items.stream().<R>map(change).toList(), page, size, total);
    }

    public long pages() {
        return (total + size - 1) / size;
    }
}
