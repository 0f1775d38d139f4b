#include "simulator/gateway/archive.hpp"

#include <memory>
#include <stdexcept>

#include <iconv.h>
#include <zip.h>
#include <zlib.h>

namespace wattill::sim {

std::string gbkOf(const std::string& text) {
    iconv_t converter = iconv_open("GBK", "UTF-8");
    if (converter == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error("iconv lacks GBK");
    std::string source = text;
    std::string out(text.size() + 4, '\0');
    char* from = source.data();
    char* to = out.data();
    std::size_t left = source.size();
    std::size_t room = out.size();
    while (left > 0 && iconv(converter, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
        // One character that cannot be written: its bytes are skipped.
        do {
            ++from;
            --left;
        } while (left > 0 && (static_cast<unsigned char>(*from) & 0xC0U) == 0x80U);
        if (room == 0) break;
        *to++ = '?';
        --room;
    }
    iconv_close(converter);
    out.resize(out.size() - room);
    return out;
}

std::string zipOf(const std::vector<Packed>& files) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* store = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* archive = store == nullptr ? nullptr : zip_open_from_source(store, ZIP_TRUNCATE, &error);
    if (archive == nullptr) throw std::runtime_error("libzip opens no archive in memory");
    zip_source_keep(store);
    for (const Packed& file : files) {
        zip_source_t* content =
            zip_source_buffer(archive, file.content.data(), file.content.size(), 0);
        // CP437 leaves the bytes of the name as they are.
        if (zip_file_add(archive, file.name.c_str(), content, ZIP_FL_ENC_CP437) < 0) {
            throw std::runtime_error("libzip does not take " + file.name);
        }
    }
    if (zip_close(archive) != 0) throw std::runtime_error("libzip does not write the archive");
    zip_stat_t status;
    zip_source_stat(store, &status);
    std::string bytes(status.size, '\0');
    zip_source_open(store);
    zip_source_read(store, bytes.data(), bytes.size());
    zip_source_close(store);
    zip_source_free(store);
    return bytes;
}

std::string deflated(const std::string& bytes) {
    uLongf size = compressBound(bytes.size());
    std::string out(size, '\0');
    const int code = compress(reinterpret_cast<Bytef*>(out.data()), &size,
                              reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    if (code != Z_OK) throw std::runtime_error("zlib does not compress");
    out.resize(size);
    return out;
}

}  // namespace wattill::sim
