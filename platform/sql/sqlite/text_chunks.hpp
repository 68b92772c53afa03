#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

#include "platform/sql/result.hpp"

namespace gatehouse::sql::sqlite {

/// Memory for the texts of one result: grows without moving what it holds.
class TextChunks {
public:
    TextChunks() = default;
    TextChunks(const TextChunks&) = delete;
    TextChunks& operator=(const TextChunks&) = delete;
    ~TextChunks() { free_chunks(last_); }

    /// Keeps a copy of `size` bytes and gives its place.
    const char* copy(const char* data, std::size_t size) {
        if (size > left_) {
            grow(size);
        }
        char* place = next_;
        if (size != 0) {
            std::memcpy(place, data, size);
        }
        next_ += size;
        left_ -= size;
        return place;
    }

    /// Gives the memory away.
    Result::Storage release() {
        Chunk* chunks = last_;
        last_ = nullptr;
        left_ = 0;
        return {chunks, free_chunks};
    }

private:
    struct Chunk {
        Chunk* previous;
    };

    void grow(std::size_t size) {
        const std::size_t bytes = std::max(size, chunk_bytes_);
        chunk_bytes_ = std::min<std::size_t>(chunk_bytes_ * 4, 64 * 1024);
        void* memory = std::malloc(sizeof(Chunk) + bytes);
        if (memory == nullptr) {
            throw std::bad_alloc();
        }
        last_ = new (memory) Chunk{last_};
        next_ = static_cast<char*>(memory) + sizeof(Chunk);
        left_ = bytes;
    }

    static void free_chunks(void* chunks) {
        auto* chunk = static_cast<Chunk*>(chunks);
        while (chunk != nullptr) {
            Chunk* previous = chunk->previous;
            std::free(chunk);
            chunk = previous;
        }
    }

    Chunk* last_ = nullptr;
    char* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t chunk_bytes_ = 480;
};

}  // namespace gatehouse::sql::sqlite
