#!/usr/bin/env python3
"""Which name tokens do synthetic people draw from? Writes tokens.tsv beside this file: list, token, weight.

A list is `<culture>.<role>`; roles: m, f first names; m2, f2 second names; mt, ft names of the old generation
(most of them single names); fam family names. Base lists are in order of how common they feel, weights fall
like 1/rank^0.85. Composed names (Su-kar-man) and spelling variants (Rizky, Rizki, Rizqi) make the long tail.
Run by hand after a change; the binary reads only tokens.tsv. No list of real people goes in.
"""
import itertools, pathlib, re

here = pathlib.Path(__file__).parent

def W(text):
    return text.split()

base = {}
# --- general, mostly younger names -------------------------------------------------------------------------
base["umum.m"] = W("""Ahmad Rizky Aditya Dimas Fajar Rahmat Bayu Andi Ilham Agus Adi Dwi Eko Hendra Irfan Yusuf Ridho Fauzan
 Arif Bagus Candra Deni Dedi Farhan Galih Hafiz Ibrahim Iqbal Ismail Joko Khairul Lukman Maulana Naufal Nanda Oki
 Panji Putra Raihan Rafli Reza Rendi Ridwan Riki Rizal Ryan Sandi Satria Syahrul Taufik Teguh Tri Umar Wahyu Wawan
 Yoga Yogi Yudi Zainal Zaki Akbar Aldi Alfin Alif Alvin Amir Anang Andre Angga Anton Ari Aris Arya Azka Bambang Budi
 Danang Daffa Dani Daniel David Devan Dicky Doni Edi Erik Fadil Fahmi Fahri Faisal Faiz Fathir Febri Ferdi Fikri
 Firman Gilang Hadi Hamzah Handoko Haris Hasan Heri Ikhsan Imam Indra Irwan Jefri Kevin Krisna Latif Lutfi Mahendra
 Miftah Mukhlis Nabil Novan Nur Oka Pandu Prima Rama Randi Rangga Rasyid Rifki Rian Robi Rudi Sahrul Saiful Sidik
 Sigit Sofyan Surya Syaiful Tegar Tio Toni Vino Wisnu Yanuar Yusril Zulfikar Zidan Gibran Kenzie Arkan Abizar Athar
 Rayyan Zafran Al Arsya Shaka Fatih Hanif Aqil Azzam Bilal Dzaki Ghani Haikal Jibril Khalid Luqman Mirza Nizam Qori
 Rafif Salman Syafiq Thoriq Ubaidillah Wildan Yahya Zhafran Danish Elang Fathan Kaisar Langit Naren Raka Sultan""")
base["umum.m2"] = W("""Saputra Pratama Ramadhan Hidayat Maulana Kurniawan Setiawan Putra Wijaya Firmansyah Akbar Nugroho Rahman
 Permana Gunawan Hakim Wibowo Santoso Susanto Irawan Hidayatullah Al Fauzi Arifin Prasetyo Efendi Ardiansyah Fadillah
 Alamsyah Aditya Nugraha Hermawan Rizki Darmawan Rahmatullah Syahputra Adi Budiman Febrian Anwar Ananda Wahyudi Alfarizi
 Siregar Fahrezi Rosyid Ibrahim Ismail Yusuf Zulkarnain Abdillah Mahendra Mubarok Habibi Mustofa Wicaksono Pangestu
 Pamungkas Perdana Ananta Anggara Bahari Cahyono Dermawan Erlangga Fauzan Gautama Harahap Iskandar Jaya Kusuma Lesmana
 Mahardika Nurdin Oktavian Purnomo Qomaruddin Rifai Sanjaya Taufiq Utama Vernando Widodo Yulianto Zakaria Aprilianto
 Agustian Januarta Mardiansyah Junaidi Juliansyah Septian Novianto Desrianto Romadhon Assidiq Alghifari Azhari Khoiri
 Latif Majid Nasution Muzaki Rasyid Salim Syarif Tamam Umar Wahid Yazid Zamzami Basri Ghozali Hanafi Kholik Mansur
 Najib Rohman Subhan Ihsan Ansori Bukhori Fahmi Hasyim Jamil Karim Malik Nashir Qodir Razak Saleh Tohari Usman""")
base["umum.f"] = W("""Siti Nur Putri Dewi Sri Aisyah Dwi Eka Fitri Indah Intan Lestari Mega Nabila Nadia Novi Nurul Rahma Ratna
 Rina Sari Tri Wulan Yuni Zahra Amelia Anggi Anisa Annisa Aprilia Aulia Ayu Bella Bunga Cahya Citra Dea Della Desi
 Devi Dian Dina Dinda Dita Elsa Erna Eva Fatimah Febri Fina Gita Hana Hani Hesti Ika Ima Intan Irma Ismi Jihan Kartika
 Khadijah Kiki Laila Lia Lina Linda Lisa Lulu Maya Meli Mia Mila Mira Mutiara Nadya Nayla Naura Neni Nia Nikita Nina
 Nita Novita Okta Pipit Pratiwi Puji Puspita Qonita Rahmi Rani Rara Reni Reva Ria Rini Risa Rita Riska Rosa Salsabila
 Salma Salwa Santi Septi Shinta Silvi Sinta Siska Suci Susi Syifa Tia Tiara Tika Tina Titin Ulfa Umi Vina Vita Wahyu
 Wati Wida Widya Winda Yani Yulia Yuli Yunita Zahwa Zaskia Adelia Adiba Afifah Alya Almira Aqila Arumi Asyifa Azizah
 Azkia Balqis Cantika Chelsea Fadila Faiza Farah Farida Fauziah Hafizah Hasna Hilya Humaira Inara Kanaya Kayla Khansa
 Keisya Kirana Latifah Luthfia Maharani Marwah Medina Mufida Nafisa Najwa Nashwa Nasywa Naila Queen Rafa Raisa Ranum
 Rizka Safira Sakinah Salamah Shakila Shofia Syakira Talita Ulya Vania Yasmin Zahira Zulaikha Zulfa""")
base["umum.f2"] = W("""Lestari Wahyuni Rahmawati Hidayah Sari Putri Handayani Aulia Rahayu Susanti Safitri Wulandari Fitriani Maharani
 Anggraini Permatasari Kusuma Puspitasari Ramadhani Azzahra Nurhaliza Amalia Hasanah Aisyah Khasanah Oktaviani Ningsih
 Astuti Utami Kurniawati Apriliani Febrianti Yanti Agustina Novianti Yulianti Damayanti Andriani Kartika Indriani
 Pratiwi Setyaningsih Septiani Mardiana Nuraini Fauziah Fadilah Khoirunnisa Salsabila Ayu Lutfiah Maulida Nabila
 Ramadhina Syafitri Ulfa Wardani Zahra Agustin Ananda Aprilia Cahyani Dewi Ernawati Farida Hapsari Irawati Juliana
 Kartini Laila Marlina Nurjanah Octavia Purnamasari Qomariah Rosita Sulistyowati Triana Umami Verawati Widiastuti
 Yulia Zulfa Afifah Badriah Chasanah Darmayanti Esa Fitria Halimah Istiqomah Jannah Komala Latifah Mawaddah Nadhifah
 Nurfadilah Puspa Rohmah Sholihah Tsani Uswatun Mutmainah Zakiyah Muslimah Karimah Masitoh Rodiah Hidayati Mukaromah
 Humairoh Sakinah Ardianti Anjani Kinanti Larasati Melati Pangestuti Rosalina Savitri Tania Valentina Wijayanti""")
# --- Java --------------------------------------------------------------------------------------------------
base["jawa.m"] = W("""Agus Eko Budi Joko Slamet Suparman Sugeng Bambang Heru Tri Dwi Sutrisno Supriyanto Suyanto Wahyu Teguh Sri
 Hari Arif Sigit Yuli Sarwo Edi Mulyono Purwanto Sunarto Suwarno Sumarno Sukarno Didik Anang Andri Ari Catur Danang
 Giyanto Gunawan Hadi Imam Jumadi Kuncoro Lilik Marsudi Nanang Pujo Rudi Rohmad Samsul Totok Untung Waluyo Widodo
 Yanto Yoyok Kasmin Mardi Muji Nur Parjo Prapto Ponidi Pardi Setyo Sapto Seno Topo Warsito Wiyono Wawan Ngadimin
 Paryanto Rebo Margono Darmanto Mugiyono Kamto Sabar Sidik Tukimin Ngatno Sarjono Sularto Sugiarto Hartono""")
base["jawa.m2"] = W("""Santoso Susanto Prasetyo Nugroho Wibowo Widodo Purnomo Raharjo Setiawan Cahyono Utomo Hartono Suryanto Haryanto
 Subagyo Sulistyo Wicaksono Prabowo Riyanto Harjono Saputro Pamungkas Sucipto Sudarmo Kuncoro Margono Handoko Hardianto
 Prayitno Mulyadi Triyono Ariyanto Sujatmiko Basuki Suseno Susilo Waluyo Priyono Budiarto Wahyudi Sasongko Adi Supriadi
 Priyanto Hadi Iswanto Kusumo Laksono Mardianto Mujiono Yulianto Yuwono Yudianto Winarno Tri Sutanto Setyawan Samsudin
 Rohman Pujianto Prihatin Ismanto Hariadi Ghofur Efendi Dwiyanto Bintoro Budiono Anggoro Wijanarko Jatmiko""")
base["jawa.f"] = W("""Sri Siti Endang Tri Dwi Eni Wiwik Yuli Umi Titik Suparmi Sumiyati Sulastri Partini Rini Ratna Suyatmi Suratmi
 Kartini Ngatini Sukini Marsini Wahyu Lilik Retno Puji Nanik Dewi Tutik Yuni Sugiyarti Sunarti Sarwi Wartini Suharti
 Murni Mujiati Lasmi Indah Heni Erna Dyah Anik Atik Budi Catur Darmi Emi Giyarti Harti Ika Jumiati Kasmi Lestari Muji
 Narti Painem Poniyem Rusmini Saminah Suminah Tukinem Warsini Yatmi Sutarmi Suwarni Rahayu Supriyati Purwanti""")
base["jawa.f2"] = W("""Lestari Rahayu Wahyuni Astuti Utami Handayani Ningsih Setyowati Hastuti Widayati Sulistyowati Mulyani Purwanti
 Haryani Suryani Wulandari Hidayati Rahmawati Puspitasari Setyaningsih Kusumawati Sumarni Supriyati Mardiyah Budiarti
 Winarsih Suprapti Susilowati Indrayani Ekowati Prihatin Rejeki Wijayanti Yuliana Maryani Kurniasih Listyani Pertiwi
 Pujiati Purnami Rukmini Sayekti Sudarwati Sumaryati Suparti Susanti Triyani Tuminah Widyaningsih Yulianti Zubaidah
 Andayani Anjarwati Cahyaningsih Dwiyanti Fatmawati Hartini Isnaini Jayanti Kristanti Lukitasari Mawarti Nuryanti""")
# --- Sunda -------------------------------------------------------------------------------------------------
base["sunda.m"] = W("""Asep Dede Ujang Cecep Dadang Deden Agus Iwan Dedi Endang Yayan Tatang Wawan Ade Aep Ahmad Aang Acep Aceng Adang
 Anang Apep Asep Atang Dayat Didin Dindin Engkos Entis Epul Engkus Hendi Heri Hilman Iip Ikin Imam Jajang Jejen Juhana
 Komar Maman Mamat Mumuh Nandang Nana Oman Opik Otong Rahmat Rohman Rudi Saepul Sandi Solihin Supardi Sutisna Tarya
 Taufik Tedi Toto Uden Ujang Uus Wahyu Yana Yanto Yogi Yudi Yusup Zaenal Enang Jaja Udin Usep Oding Ohan Pepen""")
base["sunda.m2"] = W("""Hidayat Suherman Permana Kurniawan Supriatna Sutisna Mulyana Suryana Rukmana Gunawan Sudrajat Koswara Komara
 Setiawan Ramdani Saepudin Saepuloh Rohmat Rahmat Nugraha Maulana Mulyadi Kusnadi Iskandar Hermawan Herdiana Gumilar
 Firmansyah Effendi Darmawan Anwar Abdullah Supriadi Suhendar Suhendi Sopandi Sobari Ruswandi Ruhiat Rusmana Purnama
 Pirmansyah Nurjaman Nurdin Muhtar Lesmana Kosasih Juanda Jaenudin Hamdani Fauzi Faturohman Budiman Basri Suparman
 Rustandi Rosadi Rohendi Wiguna Wijaya Yusuf Zaelani Saputra Ridwan Suryadi Nurhidayat Hasanudin""")
base["sunda.f"] = W("""Siti Neng Euis Iis Ai Tati Titin Yayah Entin Imas Cucu Dede Nining Yeti Wiwin Rina Lilis Nur Eni Elis Ela Enung
 Eti Eulis Evi Herawati Ika Iin Ikah Iyah Juju Kokom Lia Lina Mimin Nani Neneng Nia Nunung Nyai Oom Onih Popon Rani
 Ratna Rohayati Rosmiati Santi Sri Sumiati Susi Teti Tita Tuti Uum Wida Wina Yani Yanti Yuyun Yulia Dewi Ade Aan Aisah
 Anah Atikah Dedeh Empat Encih Engkar Esih Icih Ipah Isah Mamah Maya Omah Rukmini Sarah Unah Yoyoh""")
base["sunda.f2"] = W("""Nurhayati Rohayati Rosmiati Sumiati Sumarni Rohmah Nurjanah Hasanah Aisah Komariah Maryati Suryati Suryani Mulyani
 Rahayu Lestari Sari Susanti Yuliani Yulianti Wulandari Fitriani Rahmawati Kurniasih Kurniawati Herawati Hernawati
 Nuraeni Nurlaela Nuraini Patimah Pitriani Rosidah Rodiah Rukmini Sadiah Saadah Solihat Solihah Sopiah Sumartini
 Sunarti Suhartini Supriatin Tarwiyah Widaningsih Winarti Yuningsih Kartini Kartika Jubaedah Julaeha Jamilah Halimah
 Fatonah Dewi Damayanti Cahyati Aminah Anggraeni Apriliani Badriah Mariam Masitoh Mintarsih Permatasari""")
# --- Minang ------------------------------------------------------------------------------------------------
base["minang.m"] = W("""Afrizal Syafrizal Yusrizal Zulkifli Erizal Nofrizal Hendri Rahmat Jasman Irwan Andri Robi Fauzan Dedi Mardi Ilham
 Rizki Doni Yandri Wandi Al Budi Rafki Ridho Arif Joni Nasrul Syamsuar Bustami Basri Dasrul Edison Ferizal Gusri Hamdi
 Indra Jafri Khairul Lasmi Masrizal Nasrizal Osrizal Piter Rustam Sabri Tasman Usman Wahyudi Yulfi Zainal Zamri Zulfa
 Azwar Anwar Asril Darwis Elfi Fahmi Hasan Iskandar Jamaluddin Kasmir Mahyuddin Nurdin Rasyidin Syafri Syahrial""")
base["minang.m2"] = W("""Putra Saputra Wahyudi Hidayat Chaniago Tanjung Piliang Koto Sikumbang Guci Malayu Jambak Rahman Effendi Yandri
 Fernando Ilahi Anugrah Mulya Fadli Firdaus Syahputra Alfarisi Gusrianto Marlis Nasution Oktaviandi Pratama Ramadhan
 Sutan Zulkarnain Eka Adrian Afdal Akmal Aulia Elvis Febrianto Gustian Hanafi Ihsan Juanda Kurnia Muslim Novrianto""")
base["minang.f"] = W("""Yulinar Ermawati Gusnimar Rahmi Nurhasni Fitri Yenti Desi Rina Yusmaniar Nelwati Asmawati Nurbaiti Yusnidar Elfi
 Jusmaniar Murniati Rosmaini Syamsinar Zuraida Wirda Nurlis Ernawati Yarni Warni Sarinah Mega Suci Annisa Aulia Dewi
 Eka Febri Gita Hasnah Ira Jasmi Kartini Lidya Mira Nila Oktavia Puti Reni Sri Tika Ulfa Vivi Widya Yulia Zahra Rosnah
 Ratna Rasuna Mariani Maiyulis Linda Leni Jamilah Gadis Fatimah Emi Dasmawati Chairani Bainar Asni Armaini""")
base["minang.f2"] = W("""Yanti Putri Sari Wati Rahmi Fitri Dewi Hayati Ningsih Yulianti Marlina Susanti Anggraini Ramadhani Oktavia Amelia
 Permata Safitri Rahmadani Afriani Novita Mulyani Handayani Gustina Elvira Delima Chairunnisa Basri Aulia Zahara""")
# --- Bugis and Makassar --------------------------------------------------------------------------------------
base["bugis.m"] = W("""Muhammad Andi Baharuddin Syamsuddin Amiruddin Kamaruddin Rusli Sudirman Hasanuddin Nasruddin Jamaluddin Saharuddin
 Abdul Baso Ambo Arifuddin Basri Bahtiar Burhanuddin Darwis Daming Firman Hamzah Haeruddin Hasan Husain Ibrahim Idris
 Ilham Irwan Ismail Jufri Jumadil Kaharuddin Lukman Makmur Mansyur Muslimin Mustafa Mustari Nurdin Nasir Rahman Ramli
 Rahmat Ridwan Rustam Sabir Saparuddin Saifuddin Salahuddin Sattu Supriadi Syahrir Syarifuddin Takdir Tahir Usman
 Umar Yusuf Yunus Zainuddin Zulkifli Anwar Asdar Aswar Alimuddin Asri Akbar Fajar Reski Taufiq Wahyu Aldi Sultan""")
base["bugis.m2"] = W("""Saputra Ramadhan Rahman Akbar Syam Tahir Hasan Amin Basri Nur Rasyid Ilyas Yusuf Salam Arsyad Ali Fajar Idris Hidayat
 Alam Jafar Said Jaya Malik Majid Mappatunru Palaguna Mattalatta Tenri Ashari Kadir Latif Hamid Aziz Halim Rauf Wahab
 Ahmad Alwi Aras Asis Bahri Dahlan Gaffar Hakim Iskandar Jabbar Karim Lallo Mahmud Naim Pratama Rajab Sahar Taha Usman""")
base["bugis.f"] = W("""Sitti Nur Andi Hasnah Rosmiati Nurhaedah Rahmatia Hasmiah Kasmawati Nurlela Darmawati Jumriah Sunarti Besse Indo
 Hasnawati Rosdiana Nurhayati Nurjannah Nurlina Murniati Mardiana Marwah Maryam Masniati Megawati Halimah Hamsiah Harniati
 Hasrida Hernawati Herlina Irmawati Jumiati Jusniati Kartini Marlina Muliati Musdalifah Nadira Nirwana Nuraeni Nurbaya
 Nurcaya Rabiah Rahma Ramlah Rasmi Ratnawati Reski Risna Rostina Saenab Salmiah Salma Samsinar Satriani Sahara Sitti
 Suarni Suriani Syamsiah Tenri Wahyuni Warda Yuliana Zaenab Fitriani Fatmawati Ernawati Asriani Asmawati Aminah Alfira""")
base["bugis.f2"] = W("""Aminah Hajar Saleha Nurhaliza Ramlah Maryam Hadijah Rahma Fatimah Aisyah Nurbaya Sari Wahyuni Amelia Putri Reskiani
 Hasanah Jannah Afifah Khadijah Halimah Zahra Rahmadani Maharani Safitri Amalia Azizah Angraeni Damayanti Nurul Hidayah
 Wulandari Pratiwi Mutmainnah Salsabila Aulia Syamsuddin Hasan Tahir Basri Saleh Rasyid Dewi Indah""")
# --- Banjar and Berau -----------------------------------------------------------------------------------------
base["banjar.m"] = W("""Muhammad Ahmad Syahrani Rahmadi Rusdiansyah Hairani Abdul Akhmad Ardiansyah Arbain Aspiani Bahrani Basuni Darmawan
 Fahriansyah Fitriadi Gazali Hadriani Hairul Hamdani Hamdi Hendra Husaini Ideham Iberahim Jailani Jumri Junaidi Kaspul
 Khairani Mahyuni Masrani Mahlan Mastur Muliadi Murjani Norhadi Nordin Norman Pahrudin Rahmani Ramli Riduan Rusli
 Rudiansyah Sabran Saberi Saidi Samsuni Supian Suriansyah Syaifullah Syamsudin Syarkawi Taufik Tajudin Yuseran Zainuddin
 Zulkifli Anang Antung Aliansyah Amrullah Marzuki Mukhlis Rizki Ilham Aulia Fikri""")
base["banjar.m2"] = W("""Rahman Noor Rahim Rizani Fauzi Ansyari Hidayat Saputra Maulana Ramadhan Rifani Sahrani Syarif Yani Zaini Fahmi Hakim
 Hamid Helmi Ilmi Iqbal Jauhari Kurnain Latif Mubarak Nafarin Padli Qadri Rasyidi Syahbana Wahyudi Yusran Anshari Arsyad
 Azhar Basri Effendi Efendi Firdaus Gunawan Hasan Huda Junaidi Kastalani Majidi Mursyid Pratama Rahmatullah""")
base["banjar.f"] = W("""Siti Nor Noor Norhayati Mahrita Rusmiati Rahmah Hairunnisa Noorjanah Fatimah Aisyah Norlaila Masrifah Jumiati Mariana
 Hj Salasiah Sarinah Saniah Hamidah Hapsah Jamilah Jumratul Kamariah Karmila Khadijah Laila Lailatul Maimunah Maisarah
 Marfuah Maria Masniah Mastora Muliana Murniati Mursidah Nadia Nazwa Norasiah Noraini Norhasanah Norhidayah Normala
 Normasari Nurul Rabiatul Radiah Rahmawati Raudah Rina Risnawati Rohana Rusdiana Saidah Salamah Salmiah Sampurna Sapiah
 Siska Sumiati Syarifah Yuliana Zahratun Zainab Zulaikha Helda Ernawati Dahlia Asmah Armiah Arbayah""")
base["banjar.f2"] = W("""Hasanah Jannah Hidayah Rahmah Aulia Hayati Janah Fitriah Laila Maulida Safitri Zahra Nisa Ulfah Wahidah Rahmawati
 Sari Putri Aisyah Khatimah Adawiyah Saadah Azizah Mawaddah Salsabila Amelia Amalia Asmah Fatimah Hamidah Humaira Jamilah
 Kamilah Latifah Mahmudah Mardiah Munawarah Muslimah Nazila Norjanah Raudah Ramadhani Rusmini Salamah Susanti Wardah""")
# --- Bali: personal names; the order words stand in the code -----------------------------------------------------
base["bali.m"] = W("""Sukarta Suardana Arnawa Budiasa Sudarma Suparta Wirawan Sutama Mertayasa Astawa Suwitra Sudiarta Parwata Widana
 Sujana Mudana Subagia Darma Adnyana Suastika Yasa Putra Wijaya Mahendra Pratama Aditya Saputra Arta Diana Krisna Surya
 Dharma Gunawan Indrawan Juliarta Kertiyasa Lanus Mustika Nuada Oka Purna Rai Santosa Tirta Udayana Winaya Yudana""")
base["bali.f"] = W("""Sukarni Suartini Rusmini Sudiasih Wartini Budiani Puspawati Suryani Ariani Widiantari Martini Sriasih Purnami Murni
 Dewi Lestari Yanti Ratnadi Sukerti Kertiasih Sudarmi Karmini Darmini Asih Astuti Candrawati Eniasih Handayani Indrayani
 Juliantari Kusumawati Laksmi Maharani Noviantari Oktaviani Pertiwi Rai Sari Trisnawati Utami Wahyuni Yuliani""")
# --- Batak ---------------------------------------------------------------------------------------------------
base["batak.m"] = W("""Parlindungan Togar Hotman Robert Jonson Marihot Tumpal Sahat Saut Jhon Daniel Andreas Rudi Roy Ronal Hendra Binsar
 Bonar Charles Dapot Edward Ferdinan Gomgom Halomoan Hasudungan Hotma Ismail Jannes Jekson Jonatan Kristian Lamhot Luhut
 Maruli Mangapul Monang Nelson Osman Pahala Patar Pardamean Poltak Ramses Raja Rikardo Rinto Sabar Samuel Sihar Sudung
 Swandi Tigor Timbul Torang Ucok Viktor Wilson Yosua Yohanes Gabriel Jeremia Mikael Petrus Ebenezer Ahmad Ali Riswan""")
base["batak.f"] = W("""Rosmaida Tiurma Rotua Rosida Lasma Romauli Duma Hotmaida Nurmaida Sondang Tiarma Tiominar Tianggur Melva Risma Dermawan
 Elisabet Ester Evalina Friska Gloria Herlina Ida Imelda Jenni Juliana Kristina Lamria Lenni Lina Lisbet Maria Marlina
 Masta Meri Mariani Nella Nurhaida Nursaida Ompusunggu Pesta Ramli Rani Roida Rosinta Rumiris Santa Sarma Saurma Sinta
 Tetti Tina Tiodor Uli Veronika Winda Yuni Yohana Grace Agnes Debora Kristin Putri Rut Siti Nurhayati""")
base["batak.fam"] = W("""Siregar Nasution Simanjuntak Sihombing Lubis Harahap Hutagalung Sitompul Nainggolan Hutapea Panjaitan Manurung
 Situmorang Sinaga Simbolon Purba Saragih Damanik Sitorus Marpaung Silalahi Pasaribu Tampubolon Gultom Hasibuan Rangkuti
 Daulay Pohan Ritonga Batubara Siahaan Napitupulu Pardede Hutabarat Lumbantobing Lumbangaol Lumbanraja Marbun Nababan
 Aritonang Butarbutar Sirait Hutasoit Silaban Simamora Munthe Ginting Tarigan Sembiring Karokaro Peranginangin Manik
 Samosir Sagala Naibaho Sidabutar Rajagukguk Simatupang Sianturi Togatorop Tobing Barus Bangun Sitepu Girsang Haloho""")
# --- Timor and the east ----------------------------------------------------------------------------------------
base["timor.m"] = W("""Yohanes Fransiskus Petrus Yosef Markus Antonius Agustinus Yakobus Paulus Stefanus Simon Thomas Dominikus Benediktus
 Alfonsius Andreas Aloysius Ambrosius Bernadus Daniel Donatus Emanuel Ferdinandus Frederikus Gabriel Gaspar Gregorius
 Hendrikus Hironimus Ignasius Imanuel Isak Kornelis Kristoforus Laurensius Leonardus Longginus Lukas Martinus Matheus
 Maksimus Melkianus Mikhael Nikolaus Oktovianus Okto Pius Rafael Raimundus Robertus Rofinus Silvester Soleman Servasius
 Semuel Thobias Urbanus Viktor Vinsensius Wilhelmus Yance Yeremias Yoseph Yusak Yulius Yustinus Zakarias Marselinus""")
base["timor.f"] = W("""Maria Yohana Yuliana Margareta Elisabet Theresia Agustina Anastasia Agnes Antonia Bernadeta Benedikta Blandina Dominika
 Dortea Emerensiana Elfrida Fransiska Filomena Florida Getrudis Helena Hendrika Imelda Irmina Katarina Kristina Klara
 Lusia Ludgardis Magdalena Marta Marselina Matilda Marlince Natalia Naomi Orpa Oktavia Paulina Petronela Regina Rosalia
 Rosina Rofina Sabina Selfiana Sofia Susana Stefania Skolastika Teresia Ursula Veronika Viktoria Wilhelmina Yane Yasinta
 Yosefina Yovita Yustina Yublina Adriana Albertina Aplonia Dorkas Ferdelina Mersi Novita Sinta Welmince""")
base["timor.fam"] = W("""Nahak Seran Bria Klau Leki Manek Tefa Neno Benu Nope Tnunay Lopo Taneo Sabuin Banunaek Nenoliu Selan Tapatab Boimau
 Fallo Nabunome Liunokas Toto Sanam Sonbai Kase Faot Misa Oematan Tamonob Atonis Sila Bani Sae Bau Mali Asa Luan Berek
 Kehi Fahik Moruk Hoar Un Bere Lau Mau Bele Atok Metan Halek Suri Tahu Taek Abuk Naibobe Naisaban Kolo Usfinit Sasi
 Ena Lake Kono Ulan Siki Tob Ato Nino Kefi Naikofi Salu Teme Amleni Meko Foeh Ndun Pah Tulle Lasi Dethan Adu Mooy Fanggidae
 Manafe Nalle Radja Riwu Lede Kana Wila Djawa Tamo Umbu Rambu Bili Lero Kaka Bulu Ngongo Dappa Malo Ate Wungo Kodi""")

# --- composed names --------------------------------------------------------------------------------------------
def compose(heads, tails):
    out = []
    for head, tail in itertools.product(heads, tails):
        word = head + tail
        word = re.sub(r"([aiueo])\1", r"\1", word)
        if not re.search(r"[bcdfghjklmnpqrstvwyz]{4}", word) and 4 <= len(word) <= 12:
            out.append(word)
    return list(dict.fromkeys(out))

su = ["Su" + part for part in W("kar kir nar par pri raj tris war wit yat gi jar mar mi nard har dar lis tik tar bag yit kam tam poy led ran rip rat pan wan sil")]
java_heads = su + W("Kar War Par Sar Jum Ngad Ngat Mul Pon Tuk Sam Kas Las Mar Mud Rus Tas Wag Dar Dal Sut Prap Saj Tum Kus Tog Wir Yat Rak Muk Paw Lam Giy Hart Poy Sok Kem Rej Sed Wal Bej Kat Ngas")
base["jawa.mt"] = W("Slamet Paijo Paimin Tukiman Kasiman Sukiman Wagiman Ponimin Suradi Karso Karto Harjo Pawiro Wiryo Kromo Sastro Darmo Mangun Joyo") + compose(java_heads, W("man no to di jo min iyo imun ono iran anto ijan adi iman"))
base["jawa.ft"] = W("Sukiyem Painem Tukinem Ngatiyem Paniyem Wagiyem Tumini Suminah Lasiyem Saminem Sakinem Karsinem Mbok Poniyah Satiyem") + compose(java_heads, W("ni yem inem inah iyah mi yati ti sih ilah ikem iyem irah"))
sunda_heads = W("Kar War Sar Sur Dar Mar Nar Tar Wir Juh Rus Kus Sut Ent Emp Enc Uj Ad At As Ik Oh Om Om Ak Ap Is Ur On Unt Kok Sob Roh Muk Med Dj Sah Sal Sap")
base["sunda.mt"] = compose(sunda_heads, W("na ya ta di man in ang yana mita sa ma ja udin idin")) + W("Sarmad Jumhari Sukatma Madhapi Ukat Emod Oib Enjum Amin Ujer Abas Tohir Idi Ocid Rasid Suhaya Karna Sanusi")
base["sunda.ft"] = compose(sunda_heads, W("nah sih mi ti tini ni yah iah enah ikah mah asih inah icah")) + W("Iroh Enok Icoh Omoy Acah Uneh Ecin Emeh Onah Uka Iyam Arnah Ocih Entit")
minang_heads = W("Af Er Yus Syaf Nof Has Fah Des Al Fer Nas Ed As Am Hend Is Mas Sam Zul Jas Gus Mar Dar Rus El Wir Bus Jon Nur Sy Yul Zur Bah Mus")
base["minang.mt"] = compose(minang_heads, W("rizal nedi wandi mizal marzon neldi nardi rial wir mal man ril mir di rul wardi afri hendri"))
base["minang.ft"] = compose(minang_heads, W("nimar mawati nelis niar linda neti yenti dawati marni zarni maini lena lita nidar baiti hani mi niati limar masni"))
bugis_heads = W("Amir Asir Bahar Burhan Haer Hasan Jamal Kamar Kahar Muh Nas Naj Rah Sah Salah Sapar Syam Syar Zain Alim Arif Fahr Hafid Izz Jalal Mahmud Nur Qamar Sir Taj Wahid Hamar Sirat Badar")
base["bugis.mt"] = compose(bugis_heads, W("uddin udin ing a e ang ri")) + W("Ambo Baso Daming Dg Saming Nuntung Sampara Bundu Mappa Tompo Jumasang Baco Lahasang Saing Sattuang Ngalle Sanre Kamba Rola Tola Mansur")
base["bugis.ft"] = compose(W("Nur Ros Has Jum Kas Mar Mul Sam Har Rah Sal Sit Sun Sur Hal Ham Raml Sy Bung Rab Tan Kam Ind"), W("ia iah iati wati diana hayati haeda lina baya lela mawati tang asia asiah sia mi na ing")) + W("Besse Indo Tenri Saodah Bungalia Kanang Sanneng Hasi Becce Cayya Jumaing Minne Basse")
banjar_heads = W("Ardi Rusdi Rudi Fahri Suri Ali Fitri Hadi Rahma Khairi Syah Nor Hair Mahy Masr Aspi Basr Jail Murj Sabr Supi Taj Yuser Jum Kasp Pahr Sams Tam Bur Ars Amr Ramd Zain Mulk")
base["banjar.mt"] = compose(banjar_heads, W("ansyah ani adi udin i un ullah uni anur in iansyah an")) + W("Utuh Anang Galuh Amat Acil Busu Idup Sabirin Tuhalus Japri Kurdi Asran Ijam Umar")
base["banjar.ft"] = compose(W("Nor Mah Mas Rus Sal Jum Ham Sam Mar Mur Rah Has Sar Ar Bar Kam Sap Zai Hir Dar"), W("hayati laila aini hasanah iah ita iati siah niah rita lina janah sari asiah dah mah tika nah bayah")) + W("Galuh Diyang Aluh Itai Ijum Masitah Imah Antung Basrah Isah Sampir")
base["bali.m"] += compose(W("Su Wi Ar Dar Kar Mer Sud Ast Wid Par Mud Kert Suk Yas Adny Gun Wir Mah Swast Sum Jan Ren Sub Bud"), W("arta ana ata awan iasa irta ika adi arma iarta astra arsa ina arja aya"))
base["bali.f"] += compose(W("Su Wi Ar Dar Kar Mer Sud Ast Wid Par Mud Kert Suk Yas Nov Gun Wir Mah Ras Sum Jul Ren Sub Bud"), W("ini iani awati asih ari eni antari iasih artini armi erti anti ihati arni"))
base["timor.fam"] += compose(W("Na Ta Ba Le Ma Sa Fa Be Ki Lo Ne Tu Ha Ko Sei"), W("bunome pat sek kuneno foni sonis lin nuba beno mnanu kani tefu haumeni naat kolan fomeni"))
base["umum.m"] += compose(W("Ferd Ard Rom Adr Febr Firm Oct Rid Hend Jul Fabi Alv Rey Mik Raf"), W("ian ianto iansyah andi andra ino iano ano"))
base["umum.m2"] += compose(W("Syafr Nur Hamd Fahr Khair Saif Syams Zain Najm Fakhr Imad Jalal Bahr Badr Shal Izz Nas Muh"), W("uddin udin ullah ulloh ani i us an"))
base["umum.f"] += compose(W("Nur Rah Has Fit Az Zul Sal Sya Kha Nai Mar Ai Ra Na Al"), W("aini hayati lela jannah mawati fadila lita fika hira sya dila hma nisa lia naya riska")) 
base["umum.f2"] += compose(W("Rahma Fitri Yuli Nur Ana Sari Nova Mela Desi Rosi Wida Lina Kusuma Indra Ambar Erna Marti Suli Tri Prati"), W("wati yanti ningsih ningtyas sari dewi yani ningrum astuti yana"))

# --- Faker's lists go to the tail of the Javanese ones --------------------------------------------------------------
fake = {"m": [], "f": [], "last": []}
for line in (here / "faker_id_id.tsv").read_text().splitlines():
    if not line.startswith("#"):
        kind, token = line.split("\t")
        fake[kind].append(token)
base["jawa.m"] += fake["m"]
base["umum.f"] += fake["f"]
base["jawa.m2"] += [t for t in fake["last"] if t[-1] in "onia"]

# --- spelling variants ------------------------------------------------------------------------------------------------
rules = [("y$", "i"), ("i$", "y"), ("iy", "i"), ("sy", "s"), ("sh", "sy"), ("kh", "h"), ("ch", "h"), ("dh", "d"), ("th", "t"), ("f", "p"),
         ("v", "f"), ("q", "k"), ("k$", "q"), ("z", "s"), ("ll", "l"), ("nn", "n"), ("ss", "s"), ("ah$", "a"), ("ad$", "at"), ("ks", "x")]
def variants(token):
    low, out = token.lower(), []
    for old, new in rules:
        if re.search(old, low):
            out.append(re.sub(old, new, low, count=1).capitalize())
    return [v for v in out if v != token and len(v) > 3]

weights = {}
for name, tokens in base.items():
    table = weights.setdefault(name, {})
    tail = 0.85
    for rank, token in enumerate(dict.fromkeys(tokens)):
        table[token] = table.get(token, 0) + 1e6 / (rank + 2) ** tail
    if name.endswith((".m", ".f", ".m2", ".f2")) and not name.startswith("bali"):
        for token in list(table):
            for place, variant in enumerate(variants(token)[:3]):
                share = (0.14, 0.06, 0.03)[place]
                table[variant] = table.get(variant, 0) + table[token] * share

lines = ["# Made by make_names.py: list, token, weight (relative inside its list). Do not edit by hand."]
for name in sorted(weights):
    for token, weight in sorted(weights[name].items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"{name}\t{token.upper()}\t{max(1, round(weight / 1000))}")
(here / "tokens.tsv").write_text("\n".join(lines) + "\n")
distinct = {token for table in weights.values() for token in table}
print(len(lines) - 1, "entries,", len(distinct), "distinct tokens")
